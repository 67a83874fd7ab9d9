import type { KeyStroke } from './keys.ts';

/** A field that has not come after so long will not: keys are commands again. Milliseconds. */
const longestMs = 5000;

/**
 * Keys that are typed while the field they are meant for is still on its way. Without it the first letters of whoever types
 * fast would get lost, or be taken for commands.
 */
export interface TypeAhead {
  /** The field was asked for; from now on letters are kept for it. */
  begin(): void;
  /** True for a key that was kept. */
  take(event: KeyStroke): boolean;
  /** The field is there, or does not come; returns what was typed for it. */
  end(): string;
}

/** Creates it. @param now the time, in milliseconds */
export function createTypeAhead(now: () => number = () => performance.now()): TypeAhead {
  let kept: { typed: string; since: number } | null = null;
  return {
    begin() {
      kept ??= { typed: '', since: now() };
    },
    take({ key, ctrlKey, metaKey, altKey }) {
      if (!kept || ctrlKey || metaKey || altKey) return false;
      if (now() - kept.since > longestMs) {
        kept = null;
        return false;
      }
      if (key === 'Backspace') kept.typed = [...kept.typed].slice(0, -1).join('');
      else if ([...key].length === 1) kept.typed += key;
      else return false;
      return true;
    },
    end() {
      const typed = kept?.typed ?? '';
      kept = null;
      return typed;
    },
  };
}

/** What is typed for the command palette. */
export const paletteKeys = createTypeAhead();
