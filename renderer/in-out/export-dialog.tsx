import { Button, Group, Modal, Select, Switch } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { exportFormats } from '../../contract/index.ts';
import { faultOf } from '../api.ts';
import type { Aim } from '../replay/lab-context.ts';
import css from '../targets/form.module.css';
import { useLive } from '../ui/live.tsx';
import { saveBytes } from '../ui/save.ts';
import { toast } from '../ui/toast.ts';
import { exportInput, idsAtOnce } from './export-input.ts';
import { text } from './strings.ts';

/** Writes posts to a file. Credentials are masked unless they are asked for. */
export function ExportDialog(props: { aim: Aim; onClose: () => void }) {
  const { aim, onClose } = props;
  const { api } = useLive();
  const [format, setFormat] = useState<(typeof exportFormats)[number]>('ndjson');
  const [reveal, setReveal] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const stop = useRef<AbortController | null>(null);
  useEffect(() => () => stop.current?.abort(), []);
  const found = useQuery({
    ...api.query.posts.count.queryOptions({ input: 'query' in aim && aim.query ? { query: aim.query } : {} }),
    enabled: 'query' in aim,
    staleTime: 0,
  });
  const tooMany = 'ids' in aim && aim.ids.length > idsAtOnce;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const running = new AbortController();
    stop.current = running;
    setBusy(true);
    setError(null);
    try {
      const file = await api.client.export(exportInput(aim, { format, reveal }), { signal: running.signal });
      const name = file.name || `tapline-posts.${format}`;
      saveBytes(new Uint8Array(await file.arrayBuffer()), name);
      toast(text.saved(name));
      onClose();
    } catch (caught) {
      if (!running.signal.aborted) setError(caught);
    } finally {
      setBusy(false);
    }
  };
  const fault = found.error ?? error;
  return (
    <Modal opened onClose={onClose} title={text.export} size={460} closeButtonProps={{ 'aria-label': text.close }}>
      <form className={css.form} onSubmit={(event) => void submit(event)}>
        <p style={{ margin: 0, overflowWrap: 'anywhere' }}>
          {'ids' in aim
            ? text.selected(aim.ids.length)
            : found.data
              ? text.found(found.data.count, found.data.exact, aim.query)
              : text.counting}
        </p>
        <Select
          label={text.format}
          description={text.formatHints[format]}
          data={exportFormats.map((value) => ({ value, label: text.formats[value] }))}
          value={format}
          onChange={(value) => setFormat(exportFormats.find((each) => each === value) ?? 'ndjson')}
        />
        <Switch
          size="xs"
          label={text.reveal}
          description={text.revealHint}
          checked={reveal}
          onChange={(event) => setReveal(event.currentTarget.checked)}
        />
        <p className={css.fault} role="alert">
          {tooMany ? text.tooMany : fault ? faultOf(fault).message : null}
        </p>
        <Group justify="flex-end" gap={8}>
          {busy ? <span className={css.hint}>{text.exporting}</span> : null}
          <Button onClick={() => (busy ? stop.current?.abort() : onClose())}>{busy ? text.stop : text.cancel}</Button>
          <Button type="submit" variant="filled" loading={busy} disabled={tooMany || found.data?.count === 0}>
            {text.save}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
