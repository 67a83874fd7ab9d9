import type { Tunnel } from '../../contract/index.ts';
import { Bar } from '../ui/bar.tsx';
import { stateWords } from './strings.ts';

/** Why the tunnel is not online, in a line across the window. */
export function TunnelReason(props: { tunnel: Tunnel }) {
  const { state, reason } = props.tunnel;
  if (!reason || state === 'online' || state === 'off') return null;
  return (
    <Bar tone={state === 'offline' ? 'bad' : 'warn'}>
      <strong>{stateWords[state]}</strong>
      {': '}
      {reason}
    </Bar>
  );
}
