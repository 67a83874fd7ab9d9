import type { Header, Snippet } from '../../contract/index.ts';
import { isPlainText } from '../replay/shell.ts';
import { pythonBytes, quotedText } from './literals.ts';
import { hasLine, noteOf, type Prepared, trailersLost, versionLost } from './prepare.ts';

/** What urllib3 writes when the post did not; it knows a way to leave out these, and only these. */
const silenced = ['User-Agent', 'Accept-Encoding'];

/** What urllib3 leaves as it is in a request line. */
const kept = /^(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/?]|%[0-9A-F]{2})*$/;

/** A request for Python with the requests library. The prepared request is changed, because preparing it changes headers. */
export function toPython(prepared: Prepared): Snippet {
  const { outgoing, lines, masked, bodyMasked, losesTrailers } = prepared;
  const { method, url, path, body } = outgoing;
  const address = path.startsWith('/') ? url.origin + path : `${url.origin}/`;
  const headers = joined(lines);
  const added = silenced.filter((name) => !hasLine(lines, name));
  const data = bodyExpression(body);
  const text = [
    ...(data.startsWith('base64.') ? ['import base64'] : []),
    'import requests',
    'from requests.structures import CaseInsensitiveDict',
    ...(added.length > 0 ? ['from urllib3.util import SKIP_HEADER'] : []),
    '',
    `request = requests.Request('POST', ${quotedText(`${url.origin}/`)}, data=${data}).prepare()`,
    `request.method = ${quotedText(method)}`,
    `request.url = ${quotedText(Buffer.from(address, 'latin1').toString('utf8'))}`,
    'request.headers = CaseInsensitiveDict([',
    ...headers.map(([name, value]) => `    (${quotedText(name)}, ${quotedText(value)}),`),
    ...added.map((name) => `    (${quotedText(name)}, SKIP_HEADER),`),
    '])',
    ...(bodyMasked ? ['request.prepare_content_length(request.body)'] : []),
    'with requests.Session() as session:',
    '    response = session.send(request, allow_redirects=False)',
    'print(response.status_code, response.text)',
  ].join('\n');
  const note = noteOf([
    headers.length < lines.length && 'requests sends one line for each header: repeated ones are joined.',
    headers.some(([, value]) => value === '') && 'An empty header gets a blank.',
    !isKept(path) && 'It may write the path or the query in another way.',
    body.length === 0 && !hasLine(lines, 'content-length') && 'With some methods it adds “Content-Length: 0”.',
    outgoing.httpVersion === '1.0' && versionLost,
    losesTrailers && trailersLost,
  ]);
  return { language: 'python', text, masked, note };
}

function bodyExpression(body: Buffer): string {
  if (body.length === 0) return 'None';
  if (/^[\x20-\x7e\r\n\t]*$/.test(body.toString('latin1'))) return pythonBytes(body.toString('latin1'));
  if (isPlainText(body)) return `${quotedText(body.toString('utf8'))}.encode('utf-8')`;
  return `base64.b64decode('${body.toString('base64')}')`;
}

/** One line for each name, at the place of the first. */
function joined(lines: readonly Header[]): Header[] {
  const byName = new Map<string, Header>();
  for (const [name, value] of lines) {
    const key = name.toLowerCase();
    const earlier = byName.get(key);
    byName.set(key, earlier ? [earlier[0], earlier[1] + (key === 'cookie' ? '; ' : ', ') + value] : [name, value]);
  }
  return [...byName.values()];
}

function isKept(path: string): boolean {
  return (
    path.startsWith('/') && !path.startsWith('//') && kept.test(path) && !path.includes('/.') && !path.endsWith('?')
  );
}
