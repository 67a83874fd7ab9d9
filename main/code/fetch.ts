import type { Snippet } from '../../contract/index.ts';
import { isPlainText } from '../replay/shell.ts';
import { quotedText } from './literals.ts';
import { noteOf, type Prepared, trailersLost, versionLost } from './prepare.ts';

/** fetch sets these by itself. */
const own: ReadonlySet<string> = new Set(['host', 'content-length']);

/** Methods that the Fetch standard knows no request body for, and those that it refuses. */
const bodiless: ReadonlySet<string> = new Set(['GET', 'HEAD']);
const refused: ReadonlySet<string> = new Set(['CONNECT', 'TRACE', 'TRACK']);
const capitals: ReadonlySet<string> = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'POST', 'PUT']);

/** A request for JavaScript. */
export function toFetch({ outgoing, lines, masked, losesTrailers }: Prepared): Snippet {
  const { method, url, path, body } = outgoing;
  const address = path.startsWith('/') ? url.origin + path : `${url.origin}/`;
  const capital = method.toUpperCase();
  const sendsBody = body.length > 0 && !bodiless.has(capital);
  const headers = lines.filter(([name]) => !own.has(name.toLowerCase()));
  const text = [
    `const response = await fetch(${quotedText(Buffer.from(address, 'latin1').toString('utf8'))}, {`,
    `  method: ${quotedText(method)},`,
    '  headers: [',
    ...headers.map(([name, value]) => `    [${quotedText(name)}, ${quotedText(value)}],`),
    '  ],',
    ...(sendsBody ? [`  body: ${bodyExpression(body)},`] : []),
    "  redirect: 'manual',",
    '});',
    'console.log(response.status, await response.text());',
  ].join('\n');
  const note = noteOf([
    'fetch adds headers of its own (such as Accept and User-Agent) and decides about their order; repeated ones may be joined.',
    body.length > 0 && !sendsBody && `It sends no body with ${capital}.`,
    refused.has(capital) && `It refuses the method ${capital}.`,
    capitals.has(capital) && method !== capital && 'It writes the method in capitals.',
    !isSameAddress(address, path) && 'It writes the path or the query in another way.',
    outgoing.httpVersion === '1.0' && versionLost,
    losesTrailers && trailersLost,
  ]);
  return { language: 'fetch', text, masked, note };
}

// Not a string: with one, fetch adds a Content-Type.
function bodyExpression(body: Buffer): string {
  if (isPlainText(body)) return `new TextEncoder().encode(${quotedText(body.toString('utf8'))})`;
  return `Uint8Array.from(atob('${body.toString('base64')}'), (char) => char.charCodeAt(0))`;
}

function isSameAddress(address: string, path: string): boolean {
  if (!URL.canParse(address)) return false;
  const { pathname, search } = new URL(address);
  return pathname + search === path;
}
