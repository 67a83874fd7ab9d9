import { Progress as Bar, Loader } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { ImportProgress, ImportResult } from '../../contract/index.ts';
import { faultOf } from '../api.ts';
import css from '../targets/form.module.css';
import { importKey } from '../ui/live-cache.ts';
import own from './import-dialog.module.css';
import { text } from './strings.ts';

/** A file that is read; the size in bytes is null where only the core knows it. */
interface ReadFile {
  name: string;
  size: number | null;
}

interface Reading {
  isPending: boolean;
  error: unknown;
  data: ImportResult | undefined;
}

/** What was asked, how far it is, or what came of it. @param props.lead what is said before anything is read */
export function Progress(props: { read: Reading; file: ReadFile | null; lead: string }) {
  const { read, file, lead } = props;
  return (
    <div aria-live="polite">
      {read.isPending && file ? (
        <Going file={file} />
      ) : read.error ? (
        <p className={css.fault} role="alert">
          {faultOf(read.error).message}
        </p>
      ) : read.data ? (
        <Result result={read.data} />
      ) : (
        <p className={own.lead}>{lead}</p>
      )}
    </div>
  );
}

/** How much of the file was read; the feed says so a few times a second. */
function Going(props: { file: ReadFile }) {
  const { name, size } = props.file;
  const queries = useQueryClient();
  const { data } = useQuery<ImportProgress>({ queryKey: importKey, enabled: false });
  // The next import begins anew.
  useEffect(() => () => queries.removeQueries({ queryKey: importKey }), [queries]);
  // The size is that of the file alone, so a form around it may not take it above.
  const percent = data && size ? Math.min(100, Math.floor((data.bytes / size) * 100)) : 0;
  return (
    <>
      <div className={own.working}>
        {size === null ? <Loader size={16} /> : null}
        <span className={own.reading}>{text.reading(name)}</span>
        {size === null ? null : <span className={own.share}>{text.percent(percent)}</span>}
      </div>
      {size === null ? null : <Bar value={percent} size={6} aria-label={text.progress} className={own.bar} />}
      {/* Read out at every step, it would never be quiet. */}
      <p className={css.hint} aria-live="off">
        {text.soFar(data ? data.imported : 0, data ? data.skipped : 0, data ? data.badLines : 0)}
      </p>
    </>
  );
}

function Result(props: { result: ImportResult }) {
  const { imported, skipped, bad, badLines, stopped } = props.result;
  return (
    <>
      <p className={own.lead}>
        {stopped ? text.stopped : null} {text.imported(imported)} {skipped > 0 ? text.skipped(skipped) : null}
      </p>
      {stopped ? <p className={css.hint}>{text.goOn}</p> : null}
      {badLines > 0 ? (
        <>
          <p className={css.fault}>{text.bad(badLines)}</p>
          <ul className={own.lines} aria-label={text.badLines}>
            {bad.map(({ line, reason }) => (
              <li key={line}>
                <b>{text.line(line)}</b> <span>{reason}</span>
              </li>
            ))}
          </ul>
          {badLines > bad.length ? <p className={css.hint}>{text.moreBad(bad.length)}</p> : null}
        </>
      ) : null}
    </>
  );
}
