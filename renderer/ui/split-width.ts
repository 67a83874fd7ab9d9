export interface SplitLimits {
  /** Pixels that the left pane keeps, and the right one. */
  minLeft: number;
  minRight: number;
  /** Share of the right pane until the user moves the handle, 0 to 1. */
  share: number;
}

/** Width of the right pane in pixels: what the user chose, as far as the window allows. */
export function clampWidth(options: { wanted: number | null; total: number; limits: SplitLimits }): number {
  const { total, limits } = options;
  const wanted = options.wanted ?? Math.round(total * limits.share);
  return Math.max(limits.minRight, Math.min(wanted, total - limits.minLeft));
}

/** False when the two panes are too much for the window. It is not known how wide that is before it is drawn: 0. */
export function fitsBeside(total: number, limits: SplitLimits): boolean {
  return total === 0 || total >= limits.minLeft + limits.minRight;
}
