import { z } from 'zod';

const boundsSchema = z.object({ x: z.int(), y: z.int(), width: z.int().positive(), height: z.int().positive() });
/** Device-independent pixels. */
export type Bounds = z.infer<typeof boundsSchema>;

/** Content of window.json. */
export const placementSchema = boundsSchema.extend({ maximized: z.boolean() });
export type Placement = z.infer<typeof placementSchema>;

export const minimumSize = { width: 900, height: 600 };
export const preferredSize = { width: 1440, height: 900 };

/**
 * Where the window goes: its last place, moved and shrunk as little as it takes to lie on a display; the middle of the
 * first display when there is no last place or its display is gone.
 *
 * @param saved what the last run left
 * @param workAreas of all displays, the primary one first
 */
export function placeWindow(saved: Bounds | null, workAreas: Bounds[]): Bounds {
  const primary = workAreas[0] ?? { x: 0, y: 0, ...preferredSize };
  const size = saved ?? preferredSize;
  const home = saved && mostCovered(saved, workAreas);
  const area = home ?? primary;
  const width = Math.min(Math.max(size.width, minimumSize.width), area.width);
  const height = Math.min(Math.max(size.height, minimumSize.height), area.height);
  if (!saved || !home) {
    return {
      x: area.x + Math.round((area.width - width) / 2),
      y: area.y + Math.round((area.height - height) / 2),
      width,
      height,
    };
  }
  return {
    x: between(saved.x, area.x, area.x + area.width - width),
    y: between(saved.y, area.y, area.y + area.height - height),
    width,
    height,
  };
}

/** The area that shows most of the window; null when none shows any of it. */
function mostCovered(bounds: Bounds, areas: Bounds[]): Bounds | null {
  let best: Bounds | null = null;
  let most = 0;
  for (const area of areas) {
    const covered =
      overlap(bounds.x, bounds.width, area.x, area.width) * overlap(bounds.y, bounds.height, area.y, area.height);
    if (covered > most) {
      most = covered;
      best = area;
    }
  }
  return best;
}

function overlap(start: number, length: number, otherStart: number, otherLength: number): number {
  return Math.max(0, Math.min(start + length, otherStart + otherLength) - Math.max(start, otherStart));
}

function between(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(value, high));
}
