/** A picture, by its own signature. */
export interface Picture {
  type: 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp';
  width: number;
  height: number;
}

/** Larger pictures are not drawn: a few bytes can claim gigabytes of pixels. */
export const drawnPixels = 64_000_000;

/** What picture the bytes are. A Content-Type does not count, and SVG is none: it is a document that can hold scripts. */
export function pictureOf(bytes: Uint8Array): Picture | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (startsWith(bytes, '\x89PNG\r\n\x1a\n') && bytes.length >= 24) {
    return { type: 'image/png', width: view.getUint32(16), height: view.getUint32(20) };
  }
  if ((startsWith(bytes, 'GIF87a') || startsWith(bytes, 'GIF89a')) && bytes.length >= 10) {
    return { type: 'image/gif', width: view.getUint16(6, true), height: view.getUint16(8, true) };
  }
  if (startsWith(bytes, 'RIFF') && startsWith(bytes.subarray(8), 'WEBP') && bytes.length >= 30)
    return webp(bytes, view);
  return startsWith(bytes, '\xff\xd8\xff') ? jpeg(view) : null;
}

function startsWith(bytes: Uint8Array, text: string): boolean {
  for (let at = 0; at < text.length; at++) if (bytes[at] !== text.charCodeAt(at)) return false;
  return true;
}

function webp(bytes: Uint8Array, view: DataView): Picture | null {
  const type = 'image/webp';
  const chunk = bytes.subarray(12);
  if (startsWith(chunk, 'VP8X')) {
    return { type, width: uint24(view, 24) + 1, height: uint24(view, 27) + 1 };
  }
  if (startsWith(chunk, 'VP8L')) {
    const bits = view.getUint32(21, true);
    return { type, width: (bits & 0x3fff) + 1, height: ((bits >> 14) & 0x3fff) + 1 };
  }
  if (!startsWith(chunk, 'VP8 ')) return null;
  return { type, width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
}

function uint24(view: DataView, at: number): number {
  return view.getUint16(at, true) + (view.getUint8(at + 2) << 16);
}

/** The size stands in a frame header (C0 to CF, but for C4, C8 and CC), behind other segments. */
function jpeg(view: DataView): Picture | null {
  let at = 2;
  while (at + 9 <= view.byteLength) {
    if (view.getUint8(at) !== 0xff) return null;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame) return { type: 'image/jpeg', width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    at += 2 + view.getUint16(at + 2);
  }
  return null;
}
