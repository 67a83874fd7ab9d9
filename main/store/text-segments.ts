import type { Database } from 'better-sqlite3';

/** A segment of the text index, as its structure record has it. */
export interface TextSegment {
  /** Posts whose words are in it, removed ones among them. */
  posts: number;
  /** Pages on which it notes which of these were removed: a post is on the page that is left when its id is divided by their number. */
  tombstonePages: number;
}

export interface TextLevel {
  /** Segments of it that are being merged into one of the next level; 0 = none. */
  merging: number;
  segments: TextSegment[];
}

/** Where FTS5 keeps the structure record, and what marks one of a table whose rows can be deleted without their text. */
const structureId = 10;
const withOrigins = 0xff000001;

/**
 * Reads how the text index is made up, which no function of SQLite tells: https://sqlite.org/fts5.html#the_structure_record_format and, for
 * what contentless-delete tables add, fts5StructureDecode in fts5_index.c. It decides when something is done, never what is found.
 * @returns the levels, small segments first; null when the record is not of the form that is known
 */
export function createTextSegments(db: Database): () => TextLevel[] | null {
  const record = db.prepare('SELECT block FROM post_text_data WHERE id = ?').pluck();
  return () => {
    const block = record.get(structureId) as Buffer | undefined;
    if (!block || block.length < 8 || block.readUInt32BE(4) !== withOrigins) return null;
    const { next, isAtEnd } = varints(block, 8);
    const levels = next();
    next();
    next();
    const read = Array.from({ length: levels }, (): TextLevel => {
      const merging = next();
      return { merging, segments: Array.from({ length: next() }, segment) };
    });
    return isAtEnd() ? read : null;

    function segment(): TextSegment {
      // Its number, first and last page, and the first and last origin of its rows.
      for (let i = 0; i < 5; i++) next();
      const tombstonePages = next();
      next();
      return { tombstonePages, posts: next() };
    }
  };
}

/**
 * The segments that FTS5 merges next: those of the level under way, if no level below has more; else of the level with the most.
 * @param least a level with fewer segments is left as it is (`usermerge`)
 */
export function nextMerge(levels: readonly TextLevel[], least: number): readonly TextSegment[] {
  let best: readonly TextSegment[] = [];
  for (const { merging, segments } of levels) {
    if (merging > best.length) return segments;
    if (merging > 0) break;
    if (segments.length > best.length) best = segments;
  }
  return best.length < least ? [] : best;
}

/** Reads numbers of one to nine bytes, seven bits in each but the ninth, one after the other; behind the end they are 0. */
function varints(block: Buffer, from: number) {
  let at = from;
  return {
    next(): number {
      let value = 0;
      for (let i = 0; i < 9; i++) {
        const byte = block[at++] ?? 0;
        if (i === 8) return value * 256 + byte;
        value = value * 128 + (byte & 127);
        if (byte < 128) return value;
      }
      return value;
    },
    isAtEnd: () => at === block.length,
  };
}
