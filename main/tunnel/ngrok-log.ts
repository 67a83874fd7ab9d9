import { z } from 'zod';
import type { Reading } from './program-tunnel.ts';
import { shorten } from './reasons.ts';

/** A record of ngrok's log: `t`, `lvl` (info, warn, eror, crit), `msg`, `obj`, and what belongs to the message. */
export interface NgrokRecord {
  lvl: string;
  msg: string;
  err: string;
  url: string;
  addr: string;
}

/** `err` is null or "nil" where there is none, and `addr` was seen as an object, too. */
const recordSchema = z.object({
  lvl: z.string().catch(''),
  msg: z.string().catch(''),
  err: z.string().catch(''),
  url: z.string().catch(''),
  addr: z.string().catch(''),
});

/**
 * Reads a line of ngrok's log: JSON as we ask for, or logfmt, which ngrok writes before it has read its flags. What is
 * neither is taken for a message of an error, since ngrok prints wrong usage so.
 */
export function parseRecord(line: string): NgrokRecord {
  if (line.startsWith('{')) {
    try {
      return recordSchema.parse(JSON.parse(line));
    } catch {
      // Cut off, or no log at all.
    }
  }
  const pairs = [...line.matchAll(/(?:^|\s)([a-z]+)=("(?:[^"\\]|\\.)*"|\S*)/g)];
  const fields = Object.fromEntries(pairs.map(([, key = '', value = '']) => [key, unquote(value)]));
  if ('msg' in fields) return recordSchema.parse(fields);
  return recordSchema.parse({ lvl: /ERROR|ERR_NGROK_/.test(line) ? 'crit' : '', msg: line, err: line });
}

function unquote(value: string): string {
  if (!value.startsWith('"')) return value;
  try {
    return String(JSON.parse(value));
  } catch {
    return value.slice(1, -1);
  }
}

/**
 * Messages that mean that the session is lost or not there yet; ngrok goes on trying by itself (recorded in
 * github.com/inconshreveable/ngrok/issues/66, 282, 822 and 937).
 */
const lost = /heartbeat timeout|session closed|failed to reconnect session|reconnecting|session closing/;

/** What a record means for the tunnel. A refusal with a code of ngrok's ends it: ngrok repeats it for ever, or gives up. */
export function readRecord(record: NgrokRecord): Reading | null {
  const { lvl, msg, err, url } = record;
  if (msg === 'started tunnel' && /^https?:\/\//.test(url)) return { kind: 'open', url };
  const isError = lvl === 'eror' || lvl === 'crit';
  const refusal = isError ? reasonOfRefusal(err || msg) : null;
  if (refusal !== null) return { kind: 'failure', reason: refusal };
  return lost.test(msg) ? { kind: 'trouble' } : null;
}

/** What to do about the codes that are met most; the meanings are those of ngrok.com/docs/errors/reference. */
const remedies: Readonly<Record<string, string>> = {
  ERR_NGROK_102: 'The last payment for the ngrok account failed: see https://dashboard.ngrok.com.',
  ERR_NGROK_103: 'The ngrok account is suspended: see https://dashboard.ngrok.com.',
  ERR_NGROK_105:
    'The ngrok authtoken is none: copy it from https://dashboard.ngrok.com/get-started/your-authtoken and run "ngrok config add-authtoken <token>".',
  ERR_NGROK_107:
    'The ngrok authtoken is not valid any more: copy it from https://dashboard.ngrok.com/get-started/your-authtoken and run "ngrok config add-authtoken <token>".',
  ERR_NGROK_108:
    'The ngrok account runs as many agents as it may: end the other ngrok, on this or another machine (https://dashboard.ngrok.com/agents).',
  ERR_NGROK_120: 'This ngrok is too old for its service: run "ngrok update".',
  ERR_NGROK_121: 'This ngrok is too old for its service: run "ngrok update".',
  ERR_NGROK_334:
    'The ngrok name is in use by another agent, or by one that was lost a moment ago. It is tried again; end the other ngrok if there is one.',
  ERR_NGROK_4018:
    'ngrok needs an account and its authtoken: sign up at https://dashboard.ngrok.com/signup, copy the token from https://dashboard.ngrok.com/get-started/your-authtoken and run "ngrok config add-authtoken <token>".',
};

/** A refusal of ngrok's service in a sentence; null when the text has no code of ngrok's in it. */
export function reasonOfRefusal(text: string): string | null {
  const code = /ERR_NGROK_\d+/.exec(text)?.[0];
  if (!code) return null;
  const said = shorten((text.split(code)[0] ?? '').replace(/^(authentication failed|ERROR):?\s*/, ''));
  const page = `https://ngrok.com/docs/errors/${code.toLowerCase()}`;
  return remedies[code]
    ? `${remedies[code]} (${code})`
    : `ngrok refuses${said ? `: ${said}` : ''} (${code}, see ${page}).`;
}

/** What the last lines of the log say of a failure, in a sentence; null when they say nothing. */
export function reasonInLog(lines: readonly string[]): string | null {
  const records = lines.map(parseRecord);
  for (const { err, msg } of records) {
    const refusal = reasonOfRefusal(`${err} ${msg}`);
    if (refusal !== null) return refusal;
  }
  const failed = records.findLast(({ lvl, err }) => err !== '' && err !== 'nil' && lvl !== 'info');
  if (failed) return `ngrok says: ${shorten(failed.err)}.`;
  const words = records.findLast(({ lvl, msg }) => lvl !== 'info' && /\p{L}/u.test(msg));
  return words ? `ngrok says: ${shorten(words.msg)}.` : null;
}
