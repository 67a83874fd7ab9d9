/** One picture: a square PNG and the length of its side in pixels. */
export interface Picture {
  size: number;
  png: Uint8Array;
}

/** Types of the entries of an icns that hold PNGs; the second number of a pair is for screens with twice the pixels. */
const icnsTypes: Readonly<Record<number, readonly string[]>> = {
  32: ['ic11'],
  64: ['ic12'],
  128: ['ic07'],
  256: ['ic13', 'ic08'],
  512: ['ic14', 'ic09'],
  1024: ['ic10'],
};

export const icoSizes = [16, 24, 32, 48, 64, 128, 256] as const;
export const icnsSizes = Object.keys(icnsTypes).map(Number);

/**
 * Windows' icon file: a directory of 16 bytes for each picture, then the PNGs.
 * @throws Error when a picture is larger than 256 pixels, which the format cannot say
 */
export function icoFile(pictures: readonly Picture[]): Buffer {
  const head = Buffer.alloc(6 + 16 * pictures.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(pictures.length, 4);
  let offset = head.length;
  for (const [index, { size, png }] of pictures.entries()) {
    if (size > 256) throw new Error(`An ico holds pictures of up to 256 pixels, and this one has ${size}.`);
    const at = 6 + 16 * index;
    // One byte for each side, in which 256 is written as 0.
    head.writeUInt8(size % 256, at);
    head.writeUInt8(size % 256, at + 1);
    head.writeUInt16LE(1, at + 4);
    head.writeUInt16LE(32, at + 6);
    head.writeUInt32LE(png.length, at + 8);
    head.writeUInt32LE(offset, at + 12);
    offset += png.length;
  }
  return Buffer.concat([head, ...pictures.map(({ png }) => png)]);
}

/**
 * Apple's icon file: entries of four letters, a length that counts its own eight bytes, and a PNG.
 * @throws Error when a size has no entry in the format
 */
export function icnsFile(pictures: readonly Picture[]): Buffer {
  const entries = pictures.flatMap(({ size, png }) => {
    const types = icnsTypes[size];
    if (!types) throw new Error(`An icns holds PNGs of ${icnsSizes.join(', ')} pixels, and this one has ${size}.`);
    return types.map((type) => entry(type, png));
  });
  return entry('icns', Buffer.concat(entries));
}

function entry(type: string, content: Uint8Array): Buffer {
  const head = Buffer.alloc(8);
  head.write(type, 'latin1');
  head.writeUInt32BE(8 + content.length, 4);
  return Buffer.concat([head, content]);
}
