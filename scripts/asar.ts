import { closeSync, openSync, readSync } from 'node:fs';

/** One file of an archive. */
export interface AsarEntry {
  path: string;
  size: number;
  /** It lies beside the archive, in `<archive>.unpacked`. */
  unpacked: boolean;
}

interface Node {
  files?: Record<string, Node>;
  size?: number;
  unpacked?: boolean;
  offset?: string;
}

/**
 * Opens Electron's archive: two lengths of Chromium's pickles, a directory as JSON, then the files one after the other.
 * @throws Error when it is none
 */
export function readAsar(file: string): { entries: AsarEntry[]; text(path: string): string } {
  const sizes = bytes(file, 0, 16);
  const start = 8 + sizes.readUInt32LE(4);
  const root = JSON.parse(bytes(file, 16, sizes.readUInt32LE(12)).toString('utf8')) as Node;
  const nodes = new Map(walk(root, ''));
  return {
    entries: [...nodes].map(([path, { size = 0, unpacked = false }]) => ({ path, size, unpacked })),
    text(path) {
      const node = nodes.get(path);
      if (!node || node.offset === undefined) throw new Error(`The archive does not hold ${path}.`);
      return bytes(file, start + Number(node.offset), node.size ?? 0).toString('utf8');
    },
  };
}

function* walk(node: Node, path: string): Generator<[string, Node]> {
  if (!node.files) return yield [path, node];
  for (const [name, child] of Object.entries(node.files)) yield* walk(child, path === '' ? name : `${path}/${name}`);
}

function bytes(file: string, position: number, length: number): Buffer {
  const handle = openSync(file, 'r');
  try {
    const buffer = Buffer.alloc(length);
    if (readSync(handle, buffer, 0, length, position) < length) throw new Error(`${file} is cut short.`);
    return buffer;
  } finally {
    closeSync(handle);
  }
}
