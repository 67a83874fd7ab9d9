import { Button, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Tag } from '../labels/label-tag.tsx';
import { labelOf } from '../labels/label-words.ts';
import { LabelPopover } from '../labels/status-value.tsx';
import { text as labelText } from '../labels/strings.ts';
import { usePutLabel, useStatusLabels } from '../labels/use-status-label.ts';
import { useLive } from '../ui/live.tsx';
import { Section } from '../ui/screen.tsx';
import { VisibleText } from '../ui/visible-text.tsx';
import css from './status-labels.module.css';
import { text as all } from './strings.ts';

const text = all.labels;
const seenShown = 20;

/** What the user says status values mean. Nothing stands here before the user put it here. */
export function StatusLabels() {
  const { api } = useLive();
  const labels = useStatusLabels();
  const dialects = useQuery(api.query.dialects.queryOptions()).data ?? [];
  const [chosen, setChosen] = useState<string | null>(null);
  const dialect = chosen ?? dialects[0]?.id ?? null;
  const put = usePutLabel();
  return (
    <Section title={text.title} lead={text.lead}>
      {labels.length === 0 ? <p className={css.none}>{text.none}</p> : null}
      <ul className={css.list} aria-label={text.title}>
        {labels.map((label) => (
          <li key={JSON.stringify([label.dialect, label.status])} className={css.line}>
            <span className={css.value}>
              <VisibleText value={label.status} />
            </span>
            <span>
              <Tag label={label} />
            </span>
            <span className={css.dialect}>
              {dialects.find(({ id }) => id === label.dialect)?.name ?? label.dialect}
            </span>
            <LabelPopover dialect={label.dialect} status={label.status}>
              <span className={css.link}>{text.change}</span>
            </LabelPopover>
            <Button
              variant="subtle"
              color="gray"
              px={8}
              aria-label={text.removeOf(label.status)}
              onClick={() => put.mutate({ ...label, meaning: null, label: null, colour: null })}
            >
              {labelText.remove}
            </Button>
          </li>
        ))}
      </ul>
      {dialect === null ? null : <AddLabel dialect={dialect} dialects={dialects} onDialect={setChosen} />}
    </Section>
  );
}

function AddLabel(props: {
  dialect: string;
  dialects: readonly { id: string; name: string }[];
  onDialect: (id: string) => void;
}) {
  const { api } = useLive();
  const { dialect, dialects } = props;
  const labels = useStatusLabels();
  const [status, setStatus] = useState('');
  // Which values came is a help; without it the box alone does.
  const seen = useQuery(
    api.query.posts.values.queryOptions({ input: { filter: 'status', limit: seenShown }, staleTime: 0, retry: false }),
  ).data;
  const fresh = (seen ?? []).filter(({ value }) => labelOf(labels, { dialect, status: value }) === null);
  return (
    <>
      {fresh.length > 0 ? (
        <div className={css.seen}>
          {text.seen}
          {fresh.map(({ value }) => (
            <LabelPopover key={value} dialect={dialect} status={value}>
              <span className={css.pill}>
                <VisibleText value={value} oneLine />
              </span>
            </LabelPopover>
          ))}
        </div>
      ) : null}
      <div className={css.add}>
        {dialects.length > 1 ? (
          <Select
            aria-label={text.dialect}
            data={dialects.map(({ id, name }) => ({ value: id, label: name }))}
            value={dialect}
            onChange={(id) => id && props.onDialect(id)}
          />
        ) : null}
        <TextInput
          className={css.box}
          aria-label={text.status}
          placeholder={text.status}
          value={status}
          maxLength={256}
          spellCheck={false}
          onChange={(event) => setStatus(event.currentTarget.value)}
        />
        {status === '' ? null : (
          <LabelPopover dialect={dialect} status={status}>
            <span className={css.link}>{text.add}</span>
          </LabelPopover>
        )}
      </div>
    </>
  );
}
