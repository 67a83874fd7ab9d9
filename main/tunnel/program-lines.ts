import { StringDecoder } from 'node:string_decoder';
import { stripVTControlCharacters } from 'node:util';
import { limits } from '../limits.ts';

export interface LineReader {
  write(chunk: Buffer): void;
  /** Hands on what stands after the last end of a line. */
  end(): void;
}

/**
 * Makes lines of a program's output, wherever its chunks begin and end: without colours, cursor movements and other control
 * characters, without blanks at both ends, and none that are empty. A carriage return ends a line as well, because
 * terminals overwrite with it.
 */
export function createLineReader(onLine: (line: string) => void): LineReader {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  const tell = (raw: string) => {
    const line = stripVTControlCharacters(raw)
      .replace(/\p{Cc}/gu, ' ')
      .trim();
    if (line !== '') onLine(line);
  };
  const take = (text: string) => {
    const lines = (rest + text).split(/[\r\n]+/);
    rest = (lines.pop() ?? '').slice(0, limits.tunnel.programLineChars);
    for (const line of lines) tell(line.slice(0, limits.tunnel.programLineChars));
  };
  return {
    write: (chunk) => take(decoder.write(chunk)),
    end: () => take(`${decoder.end()}\n`),
  };
}
