import { Button, Group, SegmentedControl, Select, Switch } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import type { TestPost } from '../../contract/index.ts';
import { faultOf } from '../api.ts';
import { useLab } from '../replay/lab-context.ts';
import { urlOf } from '../targets/outside.ts';
import { targetFault, targetMeant } from '../targets/target-draft.ts';
import { TargetInput } from '../targets/target-input.tsx';
import { useTargets } from '../targets/use-targets.ts';
import { useLive } from '../ui/live.tsx';
import { text as ui } from '../ui/strings.ts';
import { toast } from '../ui/toast.ts';
import css from './composer.module.css';
import { type ComposerDraft, scenarioFault, scenarioOf, sentFields, testPostOf } from './composer-draft.ts';
import { DocumentedFields } from './documented-fields.tsx';
import { previewOf } from './preview.ts';
import { ScenarioFields } from './scenario-fields.tsx';
import { text } from './strings.ts';
import { useSent } from './use-sent.ts';

const charsets: readonly TestPost['charset'][] = ['utf-8', 'iso-8859-1', 'windows-1252', 'utf-16'];

/** The documented fields of a kind with sample values, to be changed, left out, encoded in another way, and sent. */
export function ComposeForm(props: {
  draft: ComposerDraft;
  onChange: (draft: ComposerDraft) => void;
  onSent: () => void;
  onClose: () => void;
  onOpenPost: (id: number) => void;
}) {
  const { draft } = props;
  const { api } = useLive();
  const lab = useLab();
  const dialects = useQuery(api.query.dialects.queryOptions()).data ?? [];
  const { targets } = useTargets();
  const set = (part: Partial<ComposerDraft>) => props.onChange({ ...draft, ...part });
  const sent = useSent(props);
  const once = useMutation(
    api.query.testPosts.mutationOptions({
      onSuccess: (result) => sent(result, text.sent(draft.kind, ui.test[draft.via])),
    }),
  );
  const several = useMutation(
    api.query.scenario.mutationOptions({
      onSuccess: (result) => {
        if (result.failed === 0) toast(text.result(result.sent, 0));
      },
    }),
  );
  const preview = usePreview(draft, sentFields(draft, dialects));
  const wrongTarget = draft.via === 'target' ? targetFault(draft.target, targets) : null;
  const fault =
    preview.unwritable !== null
      ? text.unwritable(preview.unwritable, draft.charset)
      : (wrongTarget ?? scenarioFault(draft));
  const error = once.error ?? several.error;
  const result = several.data;
  const said =
    fault ??
    (error ? faultOf(error).message : null) ??
    (result && result.failed > 0 ? `${text.result(result.sent, result.failed)} ${result.reason ?? ''}` : null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (fault !== null) return;
    const target = targetMeant(draft.target, targets);
    if (draft.via === 'target' && !(await lab.allow(target, { kind: draft.kind }))) return;
    once.reset();
    several.reset();
    const test = testPostOf(draft, dialects, target);
    const scenario = scenarioOf(draft);
    if (scenario) several.mutate({ test, scenario }, { onSuccess: props.onSent });
    else once.mutate(test, { onSuccess: props.onSent });
  };
  return (
    <form noValidate onSubmit={(event) => void submit(event)}>
      <div className={css.columns}>
        <div className={css.form}>
          <div className={css.line}>
            {dialects.length > 1 ? (
              <Select
                label={text.dialect}
                data={dialects.map(({ id, name }) => ({ value: id, label: name }))}
                value={draft.dialect}
                onChange={(dialect) => dialect && set({ dialect, values: {} })}
              />
            ) : null}
            <SegmentedControl
              aria-label={text.kind}
              value={draft.kind}
              data={(['callback', 'status'] as const).map((kind) => ({ value: kind, label: text.kinds[kind] }))}
              onChange={(kind) => set({ kind: kind as TestPost['kind'], values: {} })}
            />
            <Switch
              size="xs"
              label={text.credentials}
              checked={draft.credentials}
              onChange={(event) => set({ credentials: event.currentTarget.checked })}
            />
          </div>
          <DocumentedFields draft={draft} dialects={dialects} onChange={set} />
        </div>
        <div className={css.form}>
          <div className={css.three}>
            <Select
              label={text.encoding}
              data={Object.entries(text.encodings).map(([value, label]) => ({ value, label }))}
              value={draft.encoding}
              onChange={(encoding) => encoding && set({ encoding: encoding as TestPost['encoding'] })}
            />
            <Select
              label={text.charset}
              data={[...charsets]}
              value={draft.charset}
              onChange={(charset) => charset && set({ charset: charset as TestPost['charset'] })}
            />
            <Select
              label={text.via}
              data={Object.entries(text.vias).map(([value, label]) => ({ value, label }))}
              value={draft.via}
              onChange={(via) => via && set({ via: via as TestPost['via'] })}
            />
          </div>
          {draft.via === 'target' ? (
            <TargetInput label={text.target} value={draft.target} onChange={(target) => set({ target })} />
          ) : null}
          <ScenarioFields draft={draft} onChange={set} />
          <div>
            <div className={css.label}>{text.preview}</div>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and so has to be reached by keyboard */}
            <section className={css.preview} aria-label={text.previewLabel} tabIndex={0}>
              {preview.request}
            </section>
            {preview.note ? <p className={css.hint}>{preview.note}</p> : null}
          </div>
        </div>
      </div>
      <p className={css.fault} role="alert">
        {said}
      </p>
      <Group justify="flex-end" gap={8} mt="md">
        <Button onClick={props.onClose}>{text.cancel}</Button>
        <Button
          type="submit"
          variant="filled"
          loading={once.isPending || several.isPending}
          disabled={fault !== null || dialects.length === 0}
        >
          {text.send}
        </Button>
      </Group>
    </form>
  );
}

/** The request that the draft makes, and what cannot be shown of it. */
function usePreview(draft: ComposerDraft, fields: [string, string][]) {
  const { api } = useLive();
  const { targets, fallback } = useTargets();
  const endpoints = useQuery(api.query.endpoints.list.queryOptions()).data ?? [];
  const status = useQuery(api.query.status.queryOptions()).data;
  const tunnel = useQuery(api.query.tunnel.get.queryOptions()).data;
  const endpoint =
    endpoints.find(({ kind, dialect }) => kind === draft.kind && dialect === draft.dialect) ??
    endpoints.find(({ kind }) => kind === draft.kind);
  const base = {
    receiver: status?.receiver.url ?? null,
    tunnel: tunnel?.url ?? null,
    target: urlOf(targetMeant(draft.target, targets) ?? endpoint?.target ?? fallback, targets),
  }[draft.via];
  const url = base !== null && URL.canParse(base) ? new URL(base) : null;
  const own = endpoint?.path ?? `/${draft.kind}`;
  const path = draft.via === 'target' && url && url.pathname !== '/' ? url.pathname : own;
  const { encoding, charset } = draft;
  const made = previewOf({ fields, encoding, charset, path, host: url?.host ?? '…' });
  const notes = [
    ...(charset === 'utf-8' || encoding === 'form' || encoding === 'query' ? [] : [text.previewCharset(charset)]),
    ...(encoding === 'multipart' ? [text.boundary] : []),
  ];
  return { ...made, note: notes.join(' ') };
}
