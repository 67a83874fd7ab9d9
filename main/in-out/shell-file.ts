import { messageOf } from '../errors.ts';
import { toCurl } from '../replay/curl.ts';
import type { Entry } from './entry.ts';

/** The first lines of a file of cURL commands. @param masked true = credentials are replaced */
export function shellHead(masked: boolean): string {
  return `#!/bin/sh\n# Posts from Tapline, one command each, oldest first.${masked ? ' Credentials are masked.' : ''}\n`;
}

/** A post as a cURL command. @param target where it is sent; null = some local target */
export function shellCommand({ post, original, reveal }: Entry, target: string | null): string {
  const title = `\n# Post ${post.id}, ${post.kind}, ${post.receivedAt}\n`;
  try {
    const { secretRanges, secretHeaders } = post;
    return `${title}${toCurl({ request: original, target, secretRanges, secretHeaders, reveal }).command}\n`;
  } catch (error) {
    return `${title}# It cannot be sent: ${oneLine(messageOf(error))}\n`;
  }
}

/** A message that quotes what came must not end the comment it stands in. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');
}
