import { httpText } from '../code/http-text.ts';
import { prepare } from '../code/prepare.ts';
import { messageOf } from '../errors.ts';
import type { Entry } from './entry.ts';

/** The first lines of a file that HTTP clients of editors read. @param masked true = credentials are replaced */
export function httpFileHead(masked: boolean): string {
  return `# Posts from Tapline, oldest first.${masked ? ' Credentials are masked.' : ''}\n`;
}

/** What such a client takes for its own: the next request, a file to read, a variable. */
const special = /^###|^[<>] |\{\{|^\s*$/m;

/** A post as a request of an .http file. @param target where it is sent; null = some local target */
export function httpFileRequest({ post, original, reveal }: Entry, target: string | null): string {
  const title = `\n### Post ${post.id}, ${post.kind}, ${post.receivedAt}\n`;
  try {
    const { secretRanges, secretHeaders } = post;
    const prepared = prepare({ request: original, target, secretRanges, secretHeaders, reveal });
    const { head, body, note } = httpText(prepared, { lineEnd: '\n', absolute: true });
    const altered =
      note ??
      (special.test(body) && body !== '' ? 'Lines of the body have a meaning of their own in this format.' : null);
    return `${title}${altered === null ? '' : `# ${altered}\n`}${head}\n${body}\n`;
  } catch (error) {
    return `${title}# It cannot be sent: ${messageOf(error).replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')}\n`;
  }
}
