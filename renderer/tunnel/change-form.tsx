import { Button, Radio, Skeleton } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import type { ProviderId, ProviderInfo, Tunnel } from '../../contract/index.ts';
import { faultOf } from '../api.ts';
import { useLive } from '../ui/live.tsx';
import { Failure } from '../ui/message.tsx';
import { Section } from '../ui/screen.tsx';
import { toast } from '../ui/toast.ts';
import css from './change-form.module.css';
import { choiceOf, draftOf } from './choice-draft.ts';
import { ProviderFields } from './provider-fields.tsx';
import { text as all } from './strings.ts';

const text = all.form;

/** Chooses another provider, or another name of the same. What is typed stays until it is in force or cancelled. */
export function ChangeForm(props: { tunnel: Tunnel; onClose: () => void }) {
  const { tunnel, onClose } = props;
  const { api } = useLive();
  // What is missing may have been installed since the form was open last.
  const providers = useQuery({ ...api.query.tunnel.providers.queryOptions(), staleTime: 0 });
  const [draft, setDraft] = useState(() => draftOf(tunnel.choice));
  const use = useMutation(
    api.query.tunnel.use.mutationOptions({
      // What comes of it is told by the feed: this answer may come later than news that are newer.
      onSuccess: () => {
        toast(draft.provider === 'off' ? text.usedOff : text.used);
        onClose();
      },
    }),
  );
  const form = useRef<HTMLFormElement>(null);
  const ready = providers.data !== undefined;
  useEffect(() => {
    if (ready) form.current?.querySelector<HTMLInputElement>('input:checked')?.focus();
  }, [ready]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    use.mutate(choiceOf(draft));
  };
  return (
    <Section title={text.title} lead={text.lead}>
      <form ref={form} className={css.form} onSubmit={submit} aria-label={text.title}>
        {providers.error ? (
          <Failure title={text.failed} error={providers.error} onRetry={() => void providers.refetch()} />
        ) : providers.data ? (
          <Radio.Group
            aria-label={text.provider}
            value={draft.provider}
            onChange={(provider) => setDraft({ ...draft, provider: provider as ProviderId })}
          >
            <div className={css.providers}>
              {providers.data.map((info) => (
                <Provider key={info.id} info={info} />
              ))}
            </div>
          </Radio.Group>
        ) : (
          <Skeleton h={180} />
        )}
        <ProviderFields draft={draft} onChange={setDraft} keptName={tunnel.name} />
        <div className={css.foot}>
          <span className={css.fault} role="alert">
            {use.error ? faultOf(use.error).message : ''}
          </span>
          <Button onClick={onClose}>{text.cancel}</Button>
          <Button type="submit" variant="filled" loading={use.isPending}>
            {text.use}
          </Button>
        </div>
      </form>
    </Section>
  );
}

/** One that is missing can be chosen all the same: its program may lie where nobody looked, and then its path is typed. */
function Provider(props: { info: ProviderInfo }) {
  const { id, label, about, available, help } = props.info;
  return (
    <Radio
      value={id}
      size="xs"
      label={label}
      description={
        <>
          {about}
          {available ? null : (
            <span className={css.missing}>
              {text.missing} {help}
            </span>
          )}
        </>
      }
      classNames={{
        root: css.provider,
        body: css.body,
        labelWrapper: css.words,
        label: css.label,
        description: css.about,
      }}
    />
  );
}
