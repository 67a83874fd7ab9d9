import { limits } from '../limits.ts';
import { isBlank, skipRequests } from './framing.ts';

/** The bytes of a connection as they came, so that an incident shows exactly what was sent. */
export interface Tap {
  /** A packet, before the parser sees it. */
  packet(chunk: Buffer): void;
  /** The parser found the head of a request in the packet. */
  head(): void;
  /**
   * All requests so far are complete and answered: what they sent is forgotten.
   * @param bodySize decoded bytes of the last one's body
   */
  settle(bodySize: number): void;
  /**
   * What came since the last complete request.
   * @param reading true when the latest request is not to count as one
   * @returns null when too much came to tell where that begins
   */
  rest(reading: boolean): { bytes: Buffer; size: number; follows: boolean } | null;
}

const headEnd = Buffer.from('\r\n\r\n');

/** @param earlier a request was complete on this connection before */
export function createTap(earlier: boolean): Tap {
  let chunks: Buffer[] = [];
  let kept = 0;
  let total = 0;
  let heads = 0;
  /** A request was complete on this connection before what is kept. */
  let follows = earlier;

  function restart(rest: Buffer | null): void {
    chunks = rest && rest.length > 0 ? [rest] : [];
    kept = total = rest?.length ?? 0;
    heads = 0;
    follows = true;
  }

  return {
    packet(chunk) {
      total += chunk.length;
      if (kept >= limits.store.incidentBytes) return;
      chunks.push(chunk);
      kept += chunk.length;
    },
    head() {
      heads++;
    },
    settle(bodySize) {
      const [only] = chunks;
      // The common case, without walking the bytes: one packet, one request.
      const simple =
        heads === 1 && only !== undefined && total === only.length && only.length === bodySize + sizeOfHead(only);
      if (simple || kept < total) return restart(null);
      const bytes = Buffer.concat(chunks);
      const { end, count } = skipRequests(bytes, heads);
      const rest = bytes.subarray(end);
      restart(count < heads || isBlank(rest) ? null : Buffer.from(rest));
    },
    rest(reading) {
      const complete = heads - (reading ? 1 : 0);
      if (kept < total && complete > 0) return null;
      const bytes = Buffer.concat(chunks);
      const { end } = skipRequests(bytes, complete);
      return { bytes: bytes.subarray(end), size: total - end, follows: follows || complete > 0 };
    },
  };
}

function sizeOfHead(packet: Buffer): number {
  const end = packet.indexOf(headEnd);
  return end < 0 ? -1 : end + headEnd.length;
}
