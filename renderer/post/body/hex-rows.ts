import type { ByteRange } from '../../../contract/index.ts';
import { rangeAt } from './ranges.ts';

export type HexMark = 'secret' | 'current' | 'find' | 'chosen' | null;

/** Neighbouring bytes of one row that are marked alike. */
export interface HexRun {
  /** Offset of the first byte. */
  start: number;
  hex: string;
  text: string;
  mark: HexMark;
}

/** What to mark. Every list is sorted and without overlap. */
export interface HexMarks {
  secrets: readonly ByteRange[];
  finds: readonly ByteRange[];
  /** The find that is being looked at. */
  current: ByteRange | null;
  /** A range that the user chose to see. */
  chosen: ByteRange | null;
}

/** One row: hex in groups of eight, and printable ASCII. Secret bytes are dots in both. */
export function hexRow(bytes: Uint8Array, at: { row: number; perRow: number }, marks: HexMarks): HexRun[] {
  const runs: HexRun[] = [];
  const from = at.row * at.perRow;
  const end = Math.min(bytes.length, from + at.perRow);
  for (let offset = from; offset < end; offset++) {
    const mark = markAt(offset, marks);
    let run = runs.at(-1);
    if (!run || run.mark !== mark) {
      run = { start: offset, hex: '', text: '', mark };
      runs.push(run);
    }
    const byte = bytes[offset] as number;
    const secret = mark === 'secret';
    run.hex += secret ? '••' : byte.toString(16).padStart(2, '0');
    run.hex += (offset - from) % 8 === 7 ? '  ' : ' ';
    run.text += secret ? '•' : byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.';
  }
  return runs;
}

function markAt(at: number, { secrets, finds, current, chosen }: HexMarks): HexMark {
  if (rangeAt(secrets, at)) return 'secret';
  if (current && at >= current.start && at < current.end) return 'current';
  if (rangeAt(finds, at)) return 'find';
  return chosen && at >= chosen.start && at < chosen.end ? 'chosen' : null;
}
