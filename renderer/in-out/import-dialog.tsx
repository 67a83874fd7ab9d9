import { Button, FileButton, Group, Loader, Modal } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { ImportResult } from '../../contract/index.ts';
import { faultOf } from '../api.ts';
import css from '../targets/form.module.css';
import { useLive } from '../ui/live.tsx';
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
  const name = read.variables?.file.name ?? '';
  return (
    <Modal opened onClose={onClose} title={text.import} size={520} closeButtonProps={{ 'aria-label': text.close }}>
      <div className={css.form}>
        <div aria-live="polite">
          {read.isPending ? (
            <div className={own.working}>
              <Loader size={16} /> {text.reading(name)}
            </div>
          ) : read.error ? (
            <p className={css.fault} role="alert">
              {faultOf(read.error).message}
            </p>
          ) : read.data ? (
            <Result result={read.data} />
          ) : (
            <p className={own.lead}>{text.importLead}</p>
          )}
        </div>
        <Group justify="flex-end" gap={8}>
          <FileButton accept=".ndjson,.jsonl,.json,application/x-ndjson" onChange={choose}>
            {(button) => (
              <Button {...button} variant={read.data ? 'default' : 'filled'} disabled={read.isPending} data-autofocus>
                {read.data ? text.another : text.choose}
              </Button>
            )}
          </FileButton>
          <Button variant={read.data ? 'filled' : 'default'} onClick={onClose}>
            {text.close}
          </Button>
        </Group>
      </div>
    </Modal>
  );
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
