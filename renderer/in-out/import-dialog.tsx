import { Button, FileButton, Group, Loader, Modal } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { ImportProgress, ImportResult, OpenedFile } from '../../contract/index.ts';
import { faultOf } from '../api.ts';
import css from '../targets/form.module.css';
import { useLive } from '../ui/live.tsx';
import { importKey } from '../ui/live-cache.ts';
import own from './import-dialog.module.css';
import { text } from './strings.ts';

/** Reads posts from a file, and says line by line what could not be read. A dropped file is read at once. */
export function ImportDialog(props: { file: File | null; onClose: () => void }) {
  const { file, onClose } = props;
  const { api } = useLive();
  const read = useMutation(api.query.import.mutationOptions());
  const started = useRef<File | null>(null);
  const { mutate } = read;
  useEffect(() => {
    if (file === null || started.current === file) return;
    started.current = file;
    mutate({ file });
  }, [file, mutate]);
  const choose = (chosen: File | null) => {
    if (chosen) mutate({ file: chosen });
  };
  const closing = (
    <Button key="close" variant={read.data ? 'filled' : 'default'} onClick={onClose}>
      {text.close}
    </Button>
  );
  const choosing = (
    <FileButton key="choose" accept=".ndjson,.jsonl,.json,application/x-ndjson" onChange={choose}>
      {(button) => (
        <Button {...button} variant={read.data ? 'default' : 'filled'} disabled={read.isPending} data-autofocus>
          {read.data ? text.another : text.choose}
        </Button>
      )}
    </FileButton>
  );
  return (
    <Modal opened onClose={onClose} title={text.import} size={520} closeButtonProps={{ 'aria-label': text.close }}>
      <div className={css.form}>
        <Progress read={read} name={read.variables?.file.name ?? ''} lead={text.importLead} />
        <Group justify="flex-end" gap={8}>
          {read.data ? [choosing, closing] : [closing, choosing]}
        </Group>
      </div>
    </Modal>
  );
}

/** Asks whether the posts of a file are to be imported that the system had Tapline open. The core reads it, not this page. */
export function OpenedFileDialog(props: { file: OpenedFile; onClose: () => void }) {
  const { file, onClose } = props;
  const { api } = useLive();
  const read = useMutation(api.query.openedFiles.import.mutationOptions());
  return (
    <Modal opened onClose={onClose} title={text.import} size={520} closeButtonProps={{ 'aria-label': text.close }}>
      <div className={css.form}>
        <Progress read={read} name={file.name} lead={text.openedLead(file.name)} />
        <Group justify="flex-end" gap={8}>
          <Button variant={read.data ? 'filled' : 'default'} onClick={onClose}>
            {read.data ? text.close : text.notNow}
          </Button>
          {read.data ? null : (
            <Button
              variant="filled"
              loading={read.isPending}
              onClick={() => read.mutate({ id: file.id })}
              data-autofocus
            >
              {read.error ? text.again : text.importFile}
            </Button>
          )}
        </Group>
      </div>
    </Modal>
  );
}

/** How many lines of the file were read; the feed says so a few times a second. */
function SoFar() {
  const queries = useQueryClient();
  const { data } = useQuery<ImportProgress>({ queryKey: importKey, enabled: false });
  // The next import begins anew.
  useEffect(() => () => queries.removeQueries({ queryKey: importKey }), [queries]);
  return data ? <span className={css.hint}>{text.soFar(data.imported + data.skipped, data.badLines)}</span> : null;
}

/** What was asked, or how far it is. @param props.lead what is said before anything is read */
function Progress(props: { read: Reading; name: string; lead: string }) {
  const { read, name, lead } = props;
  return (
    <div aria-live="polite">
      {read.isPending ? (
        <div className={own.working}>
          <Loader size={16} /> {text.reading(name)} <SoFar />
        </div>
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

interface Reading {
  isPending: boolean;
  error: unknown;
  data: ImportResult | undefined;
}

function Result(props: { result: ImportResult }) {
  const { imported, skipped, bad, badLines } = props.result;
  return (
    <>
      <p className={own.lead}>
        {text.imported(imported)} {skipped > 0 ? text.skipped(skipped) : null}
      </p>
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
