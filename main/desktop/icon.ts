import { crc32, deflateSync } from 'node:zlib';
import type { TunnelState } from '../../contract/index.ts';

type Colour = readonly [red: number, green: number, blue: number];

const brand: Colour = [63, 91, 219];
const white: Colour = [255, 255, 255];
const unread: Colour = [208, 48, 48];
/** Beside the colour the tray's tooltip and menu say the state in words. */
const stateColours: Record<TunnelState, Colour> = {
  online: [34, 160, 84],
  connecting: [214, 138, 0],
  reconnecting: [214, 138, 0],
  offline: unread,
  off: [128, 134, 145],
};

/** The line of the app's icon, on a field of 32 by 32. */
const line: readonly (readonly [number, number])[] = [
  [6, 17],
  [12, 17],
  [15, 9],
  [19, 23],
  [22, 17],
  [26, 17],
];

/** The app's icon with a dot in the colour of the tunnel's state, as PNG. @param size width and height in pixels */
export function trayIcon(state: TunnelState, size: number): Buffer {
  const dot = stateColours[state];
  return draw(size, (x, y) => {
    const fromDot = Math.hypot(x - 25, y - 25);
    if (fromDot < 6.5) return dot;
    // A gap keeps the dot apart from the icon.
    if (fromDot < 8.2 || !inRoundedSquare(x, y)) return null;
    return distanceToLine(x, y) < 1.5 ? white : brand;
  });
}

/** A dot for the taskbar: there are unread posts. */
export function unreadIcon(size: number): Buffer {
  return draw(size, (x, y) => (Math.hypot(x - 16, y - 16) < 13 ? unread : null));
}

/** Each pixel is the mean of nine points of the field of 32 by 32. */
function draw(size: number, colourAt: (x: number, y: number) => Colour | null): Buffer {
  const points = [1 / 6, 1 / 2, 5 / 6];
  const rows = Buffer.alloc(size * (1 + size * 4));
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      const colours = points.flatMap((dy) =>
        points.flatMap((dx) => [colourAt(((column + dx) * 32) / size, ((row + dy) * 32) / size)]),
      );
      const hits = colours.filter((colour) => colour !== null);
      const at = row * (1 + size * 4) + 1 + column * 4;
      for (const channel of [0, 1, 2] as const) {
        rows[at + channel] = Math.round(hits.reduce((sum, colour) => sum + colour[channel], 0) / (hits.length || 1));
      }
      rows[at + 3] = Math.round((255 * hits.length) / colours.length);
    }
  }
  return png(size, rows);
}

function inRoundedSquare(x: number, y: number): boolean {
  const radius = 8;
  const dx = Math.max(radius - x, x - (32 - radius), 0);
  const dy = Math.max(radius - y, y - (32 - radius), 0);
  return Math.hypot(dx, dy) < radius;
}

function distanceToLine(x: number, y: number): number {
  let nearest = Number.POSITIVE_INFINITY;
  for (const [index, [ax, ay]] of line.slice(0, -1).entries()) {
    const [bx, by] = line[index + 1] ?? [ax, ay];
    const length = (bx - ax) ** 2 + (by - ay) ** 2;
    const along = Math.max(0, Math.min(1, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length));
    nearest = Math.min(nearest, Math.hypot(x - ax - along * (bx - ax), y - ay - along * (by - ay)));
  }
  return nearest;
}

/** PNG with 8 bits for each of red, green, blue and alpha. */
function png(size: number, rows: Buffer): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 6, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
