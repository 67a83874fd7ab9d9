import { ActionIcon, Button, NumberInput, Select, Skeleton, TextInput, Tooltip } from '@mantine/core';
import { IconAdjustmentsHorizontal, IconPlus, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Endpoint, Kind } from '../../contract/index.ts';
import { useLive } from '../ui/live.tsx';
import { Failure } from '../ui/message.tsx';
import { Section } from '../ui/screen.tsx';
import { toast, toastFault } from '../ui/toast.ts';
import { EndpointDialog } from './endpoint-dialog.tsx';
import { endpointFault, newEndpoint } from './endpoint-draft.ts';
import css from './endpoints-table.module.css';
import { responseWords } from './response-words.ts';
import { text as all } from './strings.ts';
import { TargetField } from './target-field.tsx';

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
  const { api } = useLive();
  const queries = useQueryClient();
  const [draft, setDraft] = useState<readonly Endpoint[] | null>(null);
  const [editing, setEditing] = useState<Endpoint | null>(null);
  const shown = draft ?? props.saved;
  const fault = endpointFault(shown);
  const save = useMutation(
    api.query.endpoints.replace.mutationOptions({
      onSuccess: (next) => {
        queries.setQueryData(api.query.endpoints.list.queryKey(), next);
        setDraft(null);
        toast(text.saved);
      },
      onError: toastFault,
    }),
  );
  const change = (index: number, part: Partial<Endpoint>) =>
    setDraft(shown.map((each, at) => (at === index ? { ...each, ...part } : each)));
  return (
    <>
      <table className={css.table} aria-label={text.title}>
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
          {shown.map((endpoint, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the path, which would be the key, is what is edited
            <tr key={index}>
              <td>
                <TextInput
                  aria-label={text.row(text.path, index)}
                  value={endpoint.path}
                  spellCheck={false}
                  onChange={(event) => change(index, { path: event.currentTarget.value })}
                />
              </td>
              <td>
                <Select
                  aria-label={text.row(text.kind, index)}
                  data={kinds}
                  value={endpoint.kind}
                  onChange={(kind) => kind && change(index, { kind: kind as Kind })}
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
                    typeof value === 'number' && change(index, { response: { ...endpoint.response, status: value } })
                  }
                />
              </td>
              <td>
                <TargetField
                  label={text.row(text.target, index)}
                  value={endpoint.target}
                  onSave={(target) => change(index, { target })}
                />
              </td>
              <td className={css.actions}>
                {/* What is not saved yet has no rule of its own to be edited. */}
                <Tooltip label={responseWords(endpoint.response) ?? all.rule.edit(endpoint.path)}>
                  <ActionIcon
                    aria-label={all.rule.edit(endpoint.path)}
                    color={responseWords(endpoint.response) === null ? 'gray' : 'yellow'}
                    disabled={draft !== null}
                    onClick={() => setEditing(endpoint)}
                  >
                    <IconAdjustmentsHorizontal size={15} stroke={1.6} />
                  </ActionIcon>
                </Tooltip>
                <Tooltip label={text.remove(endpoint.path)}>
                  <ActionIcon
                    aria-label={text.remove(endpoint.path)}
                    disabled={shown.length === 1}
                    onClick={() => setDraft(shown.filter((_, at) => at !== index))}
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
        <Button leftSection={<IconPlus size={14} />} onClick={() => setDraft([...shown, newEndpoint(shown)])}>
          {text.add}
        </Button>
        <span className={css.fault} role="alert">
          {fault === 'bad-path' ? text.badPath : fault === 'twice' ? text.twice : ''}
        </span>
        {draft ? <Button onClick={() => setDraft(null)}>{text.undo}</Button> : null}
        <Button
          variant="filled"
          disabled={!draft || fault !== null}
          loading={save.isPending}
          onClick={() => save.mutate([...shown])}
        >
          {text.save}
        </Button>
      </div>
      {editing ? <EndpointDialog endpoint={editing} start="answer" onClose={() => setEditing(null)} /> : null}
    </>
  );
}
