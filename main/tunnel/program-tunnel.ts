import { limits } from '../limits.ts';
import { type ProgramEnd, startProgram } from './program.ts';
import type { OpenOptions, OpenTunnel } from './provider.ts';
import { wait } from './wait.ts';

/** What a line of a program's output means for the tunnel. */
export type Reading =
  /** The tunnel is open. A second one, with another URL, means that the first URL may be dead. */
  | { kind: 'open'; url: string }
  /** A URL that is taken when no better one follows within `programSettleMs`. */
  | { kind: 'maybe'; url: string }
  /** It is about to open; who is not told by a line asks for the URL every `programSettleMs`. Null = not yet. */
  | { kind: 'ask'; ask(signal: AbortSignal): Promise<string | null> }
  /** It will not open, or is lost for good. */
  | { kind: 'failure'; reason: string }
  /** It may be lost. */
  | { kind: 'trouble' };

export interface ProgramTunnelOptions {
  /** Path of the program; see `findProgram`. */
  file: string;
  args: readonly string[];
  signal: AbortSignal;
  onTrouble: OpenOptions['onTrouble'];
  /** Reads one line; null = it means nothing. */
  read(line: string, from: 'stdout' | 'stderr'): Reading | null;
  /** Why the program ended, in a sentence. `lines` are the last ones of its output. */
  reasonOfEnd(end: ProgramEnd, lines: readonly string[]): string;
  /** Why no URL came within `openMs`, in a sentence. */
  reasonOfSilence(lines: readonly string[]): string;
  /** Milliseconds; default `programOpenMs`. */
  openMs?: number | undefined;
}

const calledOff = 'The opening of the tunnel was called off.';

/**
 * Opens a tunnel by running a program that says in its output what becomes of it.
 * @throws Error with a sentence when it ends, fails or stays silent before the tunnel is open, or when `signal` is aborted.
 *   The process is gone by then.
 */
export async function openProgramTunnel(options: ProgramTunnelOptions): Promise<OpenTunnel> {
  const { file, args, signal, onTrouble, read, reasonOfEnd, reasonOfSilence } = options;
  const opened = Promise.withResolvers<string>();
  const closed = Promise.withResolvers<string>();
  const lines: string[] = [];
  let url: string | null = null;
  let reason: string | null = null;
  let settling: NodeJS.Timeout | undefined;
  /** Aborted when the URL is known, or never will be. */
  const decided = new AbortController();

  const open = (found: string) => {
    clearTimeout(settling);
    decided.abort();
    if (url === null && reason === null) {
      url = found.replace(/\/+$/, '');
      opened.resolve(url);
    } else if (url !== null && url !== found.replace(/\/+$/, '')) {
      onTrouble?.();
    }
  };
  /** The first reason is the one that is told; the process then ends in any case. */
  const end = (why: string) => {
    reason ??= why;
    decided.abort();
    void program.stop();
  };
  let isAsking = false;
  const askUntilOpen = async (ask: (signal: AbortSignal) => Promise<string | null>) => {
    if (isAsking) return;
    isAsking = true;
    while (!decided.signal.aborted) {
      await wait(limits.tunnel.programSettleMs, decided.signal);
      if (decided.signal.aborted) return;
      const found = await ask(decided.signal).catch(() => null);
      if (found !== null && !decided.signal.aborted) open(found);
    }
  };
  const onLine = (line: string, from: 'stdout' | 'stderr') => {
    lines.push(line);
    if (lines.length > limits.tunnel.programLines) lines.shift();
    const reading = read(line, from);
    if (reading?.kind === 'open') open(reading.url);
    if (reading?.kind === 'maybe' && url === null) {
      clearTimeout(settling);
      settling = setTimeout(() => open(reading.url), limits.tunnel.programSettleMs);
    }
    if (reading?.kind === 'ask') void askUntilOpen(reading.ask);
    if (reading?.kind === 'failure') end(reading.reason);
    if (reading?.kind === 'trouble' && url !== null) onTrouble?.();
  };

  if (signal.aborted) throw new Error(calledOff);
  const program = await startProgram({ file, args, onLine });
  const openMs = options.openMs ?? limits.tunnel.programOpenMs;
  const timeUp = setTimeout(() => end(reasonOfSilence(lines)), openMs);
  const abort = () => end(calledOff);
  signal.addEventListener('abort', abort);
  if (signal.aborted) abort();
  void program.ended.then((how) => {
    clearTimeout(settling);
    decided.abort();
    const why = reason ?? reasonOfEnd(how, lines);
    reason = why;
    opened.reject(new Error(why));
    closed.resolve(why);
  });

  try {
    const granted = await opened.promise;
    return {
      url: granted,
      closed: closed.promise,
      async close() {
        end('The tunnel was closed.');
        await program.ended;
      },
    };
  } finally {
    clearTimeout(timeUp);
    signal.removeEventListener('abort', abort);
  }
}

/** The last line worth telling, of those that `isNoise` does not leave out; null when there is none. */
export function lastWords(lines: readonly string[], isNoise: (line: string) => boolean = () => false): string | null {
  return lines.findLast((line) => /\p{L}/u.test(line) && !isNoise(line)) ?? null;
}
