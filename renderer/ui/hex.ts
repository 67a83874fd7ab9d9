export interface HexOptions {
  /** How many bytes from the start are written; all when left out. */
  limit?: number;
  /** Byte ranges that are written as dots instead. */
  masked?: readonly { start: number; end: number }[];
}

const perLine = 16;

/** A classic hex dump: offset, sixteen bytes in two groups, printable ASCII. One line per sixteen bytes. */
export function hexDump(bytes: Uint8Array, options: HexOptions = {}): string {
  const end = Math.min(bytes.length, options.limit ?? bytes.length);
  const hidden = (at: number) => options.masked?.some((range) => at >= range.start && at < range.end) ?? false;
  const lines: string[] = [];
  for (let start = 0; start < end; start += perLine) {
    let hex = '';
    let text = '';
    for (let at = start; at < start + perLine; at++) {
      if (at === start + perLine / 2) hex += ' ';
      const byte = at < end ? bytes[at] : undefined;
      if (byte === undefined) {
        hex += '   ';
      } else if (hidden(at)) {
        hex += '•• ';
        text += '•';
      } else {
        hex += `${byte.toString(16).padStart(2, '0')} `;
        text += byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.';
      }
    }
    lines.push(`${start.toString(16).padStart(8, '0')}  ${hex} ${text}`);
  }
  return lines.join('\n');
}
