import { ActionIcon, Menu, Select, Tooltip } from '@mantine/core';
import { IconAdjustmentsHorizontal, IconDotsVertical } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { Endpoint, ForwardRule, ForwardState } from '../../contract/index.ts';
import { useLab } from '../replay/lab-context.ts';
import { useLive } from '../ui/live.tsx';
import { clockParts } from '../ui/time.ts';
import { toast, toastFault } from '../ui/toast.ts';
import { forwardText as text } from './strings.ts';
import css from './targets-screen.module.css';
import { useSaveEndpoint, useTargets } from './use-targets.ts';

const modes = ['off', 'queue', 'pass-through'] as const;

/** Forwarding of one endpoint: its mode, where to, and what became of its posts. */
export function ForwardRow(props: {
  endpoint: Endpoint;
  state: ForwardState | null;
  onEdit: () => void;
  onCatchUp: () => void;
}) {
  const { endpoint, state } = props;
  const { path, forward } = endpoint;
  const { api } = useLive();
  const lab = useLab();
  const { fallback } = useTargets();
  const endpoints = useSaveEndpoint(text.saved);
  const drop = useMutation(
    api.query.forwards.discard.mutationOptions({
      onSuccess: ({ discarded }) => toast(text.dropped(discarded)),
      onError: toastFault,
    }),
  );
  const target = state?.target ?? forward.target ?? endpoint.target ?? fallback;
  const choose = async (mode: ForwardRule['mode']) => {
    if (mode !== 'off' && !(await lab.allow(state?.target ?? forward.target, [path]))) return;
    await endpoints.save(path, (each) => ({ ...each, forward: { ...each.forward, mode } }));
  };
  return (
    <tr>
      <td className={css.path}>{path}</td>
      <td>
        <Select
          className={css.mode}
          aria-label={text.modeOf(path)}
          data={modes.map((mode) => ({ value: mode, label: text.modes[mode] }))}
          value={forward.mode}
          disabled={endpoints.busy}
          onChange={(mode) => mode && void choose(mode as ForwardRule['mode'])}
        />
      </td>
      <td className={css.url}>{target ?? text.noTarget}</td>
      <td>
        <State state={state} mode={forward.mode} />
      </td>
      <td>
        <Tooltip label={text.rule(path)}>
          <ActionIcon aria-label={text.rule(path)} onClick={props.onEdit}>
            <IconAdjustmentsHorizontal size={16} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon aria-label={text.more(path)}>
              <IconDotsVertical size={16} stroke={1.6} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item disabled={forward.mode !== 'queue'} onClick={props.onCatchUp}>
              {text.catchUp}
            </Menu.Item>
            <Menu.Item disabled={(state?.queued ?? 0) === 0} onClick={() => drop.mutate({ path, dead: false })}>
              {text.drop(state?.queued ?? 0)}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </td>
    </tr>
  );
}

function State(props: { state: ForwardState | null; mode: ForwardRule['mode'] }) {
  const { state } = props;
  const idle = state === null || state.queued + state.dead + state.sent === 0;
  if (state === null || (idle && props.mode === 'off'))
    return <span className={css.dim}>{text.modeHints[props.mode]}</span>;
  return (
    <div aria-live="polite">
      <div className={css.counts}>
        <span>{text.queued(state.queued)}</span>
        {state.dead > 0 ? <span data-tone="bad">{text.dead(state.dead)}</span> : null}
        <span className={css.dim}>{text.sent(state.sent)}</span>
      </div>
      {state.reason ? (
        <div className={css.reason}>
          {state.reason} {state.retryAt ? text.retryAt(clockParts(state.retryAt, new Date()).seconds) : null}
        </div>
      ) : null}
    </div>
  );
}
