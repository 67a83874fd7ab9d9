import { Tooltip } from '@mantine/core';
import type { AppStatus, Tunnel } from '../../contract/index.ts';
import { useLive } from '../ui/live.tsx';
import { fullTime } from '../ui/time.ts';
import { formatView } from '../ui/view.ts';
import { stateWords, text } from './strings.ts';
import css from './tunnel-status.module.css';

const hints = {
  online: text.onlineHint,
  off: text.offHint,
  connecting: text.workingHint,
  reconnecting: text.workingHint,
  offline: text.workingHint,
};

/** The dot, the word and the public URL of the top bar. The state leads to the Tunnel screen. */
export function TunnelStatus(props: { tunnel: Tunnel | undefined; status: Pick<AppStatus, 'receiver'> | undefined }) {
  const { tunnel, status } = props;
  const { connection } = useLive();
  const isLost = connection === 'lost';
  const state = tunnel?.state ?? 'connecting';
  // What was true when Tapline was last heard may not be so any more.
  const word = isLost ? text.unknown : stateWords[state];
  const hint = (
    <>
      {isLost ? text.lostHint : (tunnel?.reason ?? hints[state])}
      {tunnel ? <div className={css.details}>{text.details(tunnel.provider, fullTime(tunnel.since))}</div> : null}
    </>
  );
  return (
    <div className={css.tunnel}>
      <Tooltip label={hint} multiline maw={360} openDelay={100}>
        <a className={css.link} href={formatView({ screen: 'tunnel', postId: null })}>
          <span
            className={css.state}
            data-state={isLost ? 'off' : state}
            role="status"
            aria-label={text.statusLabel(word)}
          >
            <span className={css.dot} aria-hidden />
            {word}
          </span>
        </a>
      </Tooltip>
      <span className={css.url} data-local={!tunnel?.url || undefined} title={tunnel?.url ?? status?.receiver.url}>
        {tunnel?.url ?? status?.receiver.url ?? ''}
      </span>
    </div>
  );
}
