import type { Via } from '../../contract/index.ts';

/**
 * The column `via` of posts says how a post came; of one out of a file it says that, too: `import-tunnel` came through the
 * tunnel once. Views are told `tunnel`, so that an export of imported posts is the file they came from.
 */
const prefix = 'import-';

/** What is stored for a post out of a file. */
export function importedVia(via: Via): string {
  return via === 'import' ? via : prefix + via;
}

/** True for a post out of a file. @param stored the column's value */
export function isImported(stored: string): boolean {
  return stored === 'import' || stored.startsWith(prefix);
}

/** How the post came in the first place. @param stored the column's value */
export function viaOf(stored: string): Via {
  return (stored.startsWith(prefix) ? stored.slice(prefix.length) : stored) as Via;
}
