import type { Snippet } from '../../contract/index.ts';
import { isPlainText, quote, word } from '../replay/shell.ts';
import { hasLine, noteOf, type Prepared, trailersLost, versionLost } from './prepare.ts';

/** What HTTPie sends by itself unless it is told to leave it out. */
const defaults = ['User-Agent', 'Accept', 'Accept-Encoding', 'Connection', 'Content-Type'];

/** Longer bodies come through a pipe; Linux takes no argument above 128 KiB. */
const argumentBytes = 64 * 1024;

/** A command for HTTPie 3 in a POSIX shell. */
export function toHttpie({ outgoing, lines, masked, losesTrailers }: Prepared): Snippet {
  const { method, url, path, body } = outgoing;
  const address = path.startsWith('/') ? url.origin + path : `${url.origin}/`;
  const isArgument = isPlainText(body) && body.length <= argumentBytes;
  const pipe = isArgument ? '' : `printf '%s' '${body.toString('base64')}' | base64 -d | `;
  // Host and Content-Length follow from the address and the body.
  const sent = lines.filter(([name]) => !['host', 'content-length'].includes(name.toLowerCase()));
  const text = [
    `${pipe}http ${isArgument ? '--ignore-stdin ' : ''}--path-as-is ${quote(method)} ${word(address)}`,
    ...defaults.filter((name) => !hasLine(lines, name)).map((name) => quote(`${name}:`)),
    // The blank keeps a value that begins with "=" or "@" from being read as another kind of item.
    ...sent.map(([name, value]) => word(/^[ \t]*$/.test(value) ? `${name};` : `${name}: ${value}`)),
    ...(isArgument && body.length > 0 ? [`--raw=${quote(body.toString('utf8'))}`] : []),
  ].join(' \\\n  ');
  const note = noteOf([
    'HTTPie decides about the order and the spelling of some header lines.',
    !/^[\x21-\x7e]*$/.test(path) && 'It writes the path or the query in another way.',
    outgoing.httpVersion === '1.0' && versionLost,
    losesTrailers && trailersLost,
  ]);
  return { language: 'httpie', text, masked, note };
}
