import { Button, Group, NumberInput, TextInput } from '@mantine/core';
import { hashKey } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { Target } from '../../contract/index.ts';
import { useLab } from '../replay/lab-context.ts';
import { completeTarget } from '../replay/targets.ts';
import { ExpectationFields } from './expectation-fields.tsx';
import css from './form.module.css';
import { FormModal } from './form-modal.tsx';
import { HeaderRows } from './header-rows.tsx';
import { text as all, formText as text } from './strings.ts';
import { draftFaults, draftOf, targetOf } from './target-draft.ts';

/** A named target to be made or changed. */
export function TargetForm(props: {
  /** Null for a new one. */
  target: Target | null;
  others: readonly string[];
  busy: boolean;
  onSave: (target: Target) => void;
  onClose: () => void;
}) {
  const { target } = props;
  const lab = useLab();
  const [draft, setDraft] = useState(() => draftOf(target));
  const [tried, setTried] = useState(false);
  const faults = draftFaults(draft, props.others);
  const fault = (name: keyof typeof faults) => (tried ? (faults[name] ?? null) : null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(faults).length > 0) return;
    const next = targetOf(draft);
    if (await lab.allow(next.url)) props.onSave(next);
  };
  return (
    <FormModal
      title={target ? text.edit(target.name) : text.add}
      size={560}
      closeLabel={all.close}
      isChanged={hashKey([draft]) !== hashKey([draftOf(target)])}
      onClose={props.onClose}
    >
      <form className={css.form} noValidate onSubmit={(event) => void submit(event)}>
        <div className={css.pair}>
          <TextInput
            label={text.name}
            placeholder={text.namePlaceholder}
            value={draft.name}
            error={fault('name')}
            maxLength={80}
            data-autofocus
            onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
          />
          <NumberInput
            label={text.seconds}
            value={draft.seconds}
            error={fault('seconds')}
            clampBehavior="none"
            decimalScale={1}
            hideControls
            onChange={(seconds) => setDraft({ ...draft, seconds })}
          />
        </div>
        <TextInput
          label={text.url}
          description={text.urlHint}
          placeholder="http://localhost:8080"
          value={draft.url}
          error={fault('url')}
          spellCheck={false}
          classNames={{ input: css.mono }}
          onChange={(event) => setDraft({ ...draft, url: event.currentTarget.value })}
          onBlur={() => setDraft((old) => ({ ...old, url: completeTarget(old.url) }))}
        />
        <fieldset className={css.group}>
          <legend className={css.legend}>{text.headers}</legend>
          <p className={css.hint}>{text.headersHint}</p>
          <HeaderRows headers={draft.headers} onChange={(headers) => setDraft({ ...draft, headers })} />
        </fieldset>
        <ExpectationFields
          value={draft.expect}
          fault={fault('expect')}
          onChange={(expect) => setDraft({ ...draft, expect })}
        />
        <Group justify="flex-end" gap={8}>
          <Button onClick={props.onClose}>{all.cancel}</Button>
          <Button type="submit" variant="filled" loading={props.busy}>
            {text.save}
          </Button>
        </Group>
      </form>
    </FormModal>
  );
}
