/** Small preferences of this window. Storage may be full or forbidden; then they last as long as the window. */

/** Reads a preference; null when there is none. */
export function readStored(name: string): string | null {
  try {
    return localStorage.getItem(`tapline.${name}`);
  } catch {
    return null;
  }
}

/** Keeps a preference. */
export function writeStored(name: string, value: string): void {
  try {
    localStorage.setItem(`tapline.${name}`, value);
  } catch {
    // Nothing depends on it being kept.
  }
}
