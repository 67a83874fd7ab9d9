import { Tooltip } from '@mantine/core';
import type { AppStatus, Tunnel } from '../../contract/index.ts';
import { stateWords, text } from './strings.ts';
import css from './tunnel-status.module.css';

const hints = {
  online: text.onlineHint,
  off: text.offHint,
  connecting: text.workingHint,
  reconnecting: text.workingHint,
  offline: text.workingHint,
};

/** The dot, the word and the public URL of the top bar. */
export function TunnelStatus(props: { tunnel: Tunnel | undefined; status: AppStatus | undefined }) {
  const { tunnel, status } = props;
  const state = tunnel?.state ?? 'connecting';
  const word = stateWords[state];
  return (
    <div className={css.tunnel}>
      <Tooltip label={tunnel?.reason ?? hints[state]} multiline maw={360} openDelay={100}>
        <span className={css.state} data-state={state} role="status" aria-label={text.statusLabel(word)}>
          <span className={css.dot} aria-hidden />
          {word}
        </span>
      </Tooltip>
      <span className={css.url} data-local={!tunnel?.url || undefined} title={tunnel?.url ?? status?.receiver.url}>
        {tunnel?.url ?? status?.receiver.url ?? ''}
      </span>
    </div>
  );
}
