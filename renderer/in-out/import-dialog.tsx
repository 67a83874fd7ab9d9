import { Button, FileButton, Group, Modal } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { OpenedFile } from '../../contract/index.ts';
import css from '../targets/form.module.css';
import { useLive } from '../ui/live.tsx';
import { toastFault } from '../ui/toast.ts';
import { Progress } from './import-progress.tsx';
import { text } from './strings.ts';
import { useToldAfterwards } from './told-afterwards.ts';

/**
 * Reads posts from a file, and says line by line what could not be read. A dropped file is read at once. Closed before the end, it
 * goes on, and a notice tells the end.
 */
export function ImportDialog(props: { file: File | null; onClose: () => void }) {
  const { file, onClose } = props;
  const { api } = useLive();
  const told = useToldAfterwards();
  const read = useMutation(api.query.import.mutationOptions(told));
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
  const closing = read.isPending ? (
    <StopButton key="stop" />
  ) : (
    <Button key="close" variant={read.data ? 'filled' : 'default'} onClick={onClose}>
      {text.close}
    </Button>
  );
  const choosing = (
    <FileButton key="choose" accept=".ndjson,.jsonl,.json,application/x-ndjson" onChange={choose}>
      {(button) => (
        <Button {...button} variant={read.data ? 'default' : 'filled'} data-autofocus>
          {read.data ? text.another : text.choose}
        </Button>
      )}
    </FileButton>
  );
  return (
    <Modal opened onClose={onClose} title={text.import} size={520} closeButtonProps={{ 'aria-label': text.close }}>
      <div className={css.form}>
        <Progress read={read} file={read.variables?.file ?? null} lead={text.importLead} />
        <Group justify="flex-end" gap={8}>
          {read.isPending ? closing : read.data ? [choosing, closing] : [closing, choosing]}
        </Group>
      </div>
    </Modal>
  );
}

/** Asks whether the posts of a file are to be imported that the system had Tapline open. The core reads it, not this page. */
export function OpenedFileDialog(props: { file: OpenedFile; onClose: () => void }) {
  const { file, onClose } = props;
  const { api } = useLive();
  const told = useToldAfterwards();
  const read = useMutation(api.query.openedFiles.import.mutationOptions(told));
  return (
    <Modal opened onClose={onClose} title={text.import} size={520} closeButtonProps={{ 'aria-label': text.close }}>
      <div className={css.form}>
        <Progress read={read} file={{ name: file.name, size: null }} lead={text.openedLead(file.name)} />
        <Group justify="flex-end" gap={8}>
          {read.isPending ? (
            <StopButton />
          ) : (
            <Button variant={read.data ? 'filled' : 'default'} onClick={onClose}>
              {read.data ? text.close : text.notNow}
            </Button>
          )}
          {read.data || read.isPending ? null : (
            <Button variant="filled" onClick={() => read.mutate({ id: file.id })} data-autofocus>
              {read.error ? text.again : text.importFile}
            </Button>
          )}
        </Group>
      </div>
    </Modal>
  );
}

/** Ends the import. What is on its way from this page is still sent, so the answer may take a moment. */
function StopButton() {
  const { api } = useLive();
  const stop = useMutation(api.query.stopImports.mutationOptions({ onError: toastFault }));
  return (
    <Button loading={stop.isPending || stop.isSuccess} onClick={() => stop.mutate({})} data-autofocus>
      {text.stop}
    </Button>
  );
}
