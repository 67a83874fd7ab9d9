import type { exportFormats } from '../../contract/index.ts';
import type { PostParts } from '../store/types.ts';
import { csvHead, csvRow } from './csv.ts';
import type { Entry } from './entry.ts';
import { harEnd, harEntry, harHead } from './har.ts';
import { httpFileHead, httpFileRequest } from './http-file.ts';
import { headLine, postLine } from './line.ts';
import { shellCommand, shellHead } from './shell-file.ts';

export type ExportFormat = (typeof exportFormats)[number];

/** How posts are written in one format. */
export interface Writer {
  /** Of the file's name, without the dot. */
  extension: string;
  contentType: string;
  /** What of a post it tells. @param masked true = credentials are replaced */
  needs(masked: boolean): PostParts;
  /** @param masked true = credentials are replaced */
  head(masked: boolean): string;
  /** @param index counted from 0 */
  post(entry: Entry, index: number): string;
  end: string;
}

/** What the formats need to know besides the posts. */
export interface WriterContext {
  /** Where commands send a post to; null = some local target. */
  targetOf(endpoint: string | null): string | null;
}

/** The bytes are enough where nothing is masked. */
function bytesAnd(parts: PostParts): (masked: boolean) => PostParts {
  return (masked) => (masked ? parts : 'bytes');
}

/** The writer of a format. */
export function writerOf(format: ExportFormat, { targetOf }: WriterContext): Writer {
  switch (format) {
    case 'ndjson':
      return {
        extension: 'ndjson',
        contentType: 'application/x-ndjson',
        needs: bytesAnd('masks'),
        head: headLine,
        post: ({ post, request }) => postLine(post, request),
        end: '',
      };
    case 'har':
      return {
        extension: 'har',
        contentType: 'application/json',
        needs: () => 'all',
        head: harHead,
        post: (entry, index) => (index === 0 ? '' : ',\n') + JSON.stringify(harEntry(entry)),
        end: harEnd,
      };
    case 'csv':
      return {
        extension: 'csv',
        contentType: 'text/csv; charset=utf-8',
        needs: () => 'all',
        head: csvHead,
        post: csvRow,
        end: '',
      };
    case 'sh':
      return {
        extension: 'sh',
        contentType: 'application/x-sh',
        needs: bytesAnd('masks'),
        head: shellHead,
        post: (entry) => shellCommand(entry, targetOf(entry.post.endpoint)),
        end: '',
      };
    case 'http':
      return {
        extension: 'http',
        contentType: 'text/plain; charset=utf-8',
        needs: bytesAnd('masks'),
        head: httpFileHead,
        post: (entry) => httpFileRequest(entry, targetOf(entry.post.endpoint)),
        end: '',
      };
  }
}
