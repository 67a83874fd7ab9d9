import { ActionIcon, Button, NumberInput, Select, Skeleton, TextInput, Tooltip } from '@mantine/core';
import { IconAdjustmentsHorizontal, IconPlus, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Endpoint, Kind } from '../../contract/index.ts';
import { useLive } from '../ui/live.tsx';
import { Failure } from '../ui/message.tsx';
import { Section } from '../ui/screen.tsx';
import { ClashDialog } from './clash-dialog.tsx';
import { EndpointDialog } from './endpoint-dialog.tsx';
import { endpointFault, newEndpoint } from './endpoint-draft.ts';
import { endpointsOf, withNew } from './endpoints-draft.ts';
import css from './endpoints-table.module.css';
import { responseWords } from './response-words.ts';
import { text as all } from './strings.ts';
import { TargetField } from './target-field.tsx';
import { endpointsId } from './unsaved-endpoints.tsx';
import { useEndpointsDraft } from './use-endpoints-draft.ts';

const text = all.endpoints;
const kinds: Kind[] = ['callback', 'status', 'other'];

/** The receiver's paths. They are replaced together, so that no half-made set is ever in force. */
export function EndpointsTable() {
  const { api } = useLive();
  const endpoints = useQuery(api.query.endpoints.list.queryOptions());
  return (
    <Section title={text.title} lead={text.lead}>
      {endpoints.error ? (
        <Failure title={text.failed} error={endpoints.error} onRetry={() => void endpoints.refetch()} />
      ) : endpoints.data ? (
        <Editor saved={endpoints.data} />
      ) : (
        <Skeleton h={120} />
      )}
    </Section>
  );
}

function Editor(props: { saved: readonly Endpoint[] }) {
  const edited = useEndpointsDraft(props.saved);
  const { draft, isUnsaved } = edited;
  const [editing, setEditing] = useState<Endpoint | null>(null);
  const fault = endpointFault(endpointsOf(draft));
  const change = (key: string, part: Partial<Endpoint>) =>
    edited.change((latest) => ({
      ...latest,
      rows: latest.rows.map((row) => (row.key === key ? { ...row, endpoint: { ...row.endpoint, ...part } } : row)),
    }));
  const remove = (key: string) =>
    edited.change((latest) => ({ ...latest, rows: latest.rows.filter((row) => row.key !== key) }));
  return (
    <>
      <table id={endpointsId} className={css.table} aria-label={text.title}>
        <thead>
          <tr>
            <th scope="col">{text.path}</th>
            <th scope="col">{text.kind}</th>
            <th scope="col">{text.answer}</th>
            <th scope="col">{text.target}</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {draft.rows.map(({ key, endpoint }, index) => (
            <tr key={key}>
              <td>
                <TextInput
                  aria-label={text.row(text.path, index)}
                  value={endpoint.path}
                  spellCheck={false}
                  onChange={(event) => change(key, { path: event.currentTarget.value })}
                />
              </td>
              <td>
                <Select
                  aria-label={text.row(text.kind, index)}
                  data={kinds}
                  value={endpoint.kind}
                  onChange={(kind) => kind && change(key, { kind: kind as Kind })}
                />
              </td>
              <td>
                <NumberInput
                  aria-label={text.row(text.answer, index)}
                  value={endpoint.response.status}
                  min={200}
                  max={599}
                  hideControls
                  onChange={(value) =>
                    typeof value === 'number' && change(key, { response: { ...endpoint.response, status: value } })
                  }
                />
              </td>
              <td>
                <TargetField
                  label={text.row(text.target, index)}
                  value={endpoint.target}
                  onSave={(target) => change(key, { target })}
                />
              </td>
              <td className={css.actions}>
                {/* What is not saved yet has no rule of its own to be edited. */}
                <Tooltip label={responseWords(endpoint.response) ?? all.rule.edit(endpoint.path)}>
                  <ActionIcon
                    aria-label={all.rule.edit(endpoint.path)}
                    color={responseWords(endpoint.response) === null ? 'gray' : 'yellow'}
                    disabled={isUnsaved}
                    onClick={() => setEditing(endpoint)}
                  >
                    <IconAdjustmentsHorizontal size={15} stroke={1.6} />
                  </ActionIcon>
                </Tooltip>
                <Tooltip label={text.remove(endpoint.path)}>
                  <ActionIcon
                    aria-label={text.remove(endpoint.path)}
                    disabled={draft.rows.length === 1}
                    onClick={() => remove(key)}
                  >
                    <IconTrash size={15} stroke={1.6} />
                  </ActionIcon>
                </Tooltip>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className={css.foot}>
        <Button
          leftSection={<IconPlus size={14} />}
          onClick={() => edited.change((latest) => withNew(latest, newEndpoint(endpointsOf(latest))))}
        >
          {text.add}
        </Button>
        {isUnsaved ? <span className={css.unsaved}>{text.unsaved}</span> : null}
        <span className={css.fault} role="alert">
          {fault === 'bad-path' ? text.badPath : fault === 'twice' ? text.twice : ''}
        </span>
        {isUnsaved ? <Button onClick={edited.undo}>{text.undo}</Button> : null}
        <Button
          variant="filled"
          disabled={!isUnsaved || fault !== null}
          loading={edited.isSaving}
          onClick={edited.save}
        >
          {text.save}
        </Button>
      </div>
      {edited.question ? <ClashDialog clashes={edited.question.clashes} onDecide={edited.decide} /> : null}
      {editing ? <EndpointDialog endpoint={editing} start="answer" onClose={() => setEditing(null)} /> : null}
    </>
  );
}
