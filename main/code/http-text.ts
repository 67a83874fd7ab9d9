import { isPlainText } from '../replay/shell.ts';
import { noteOf, type Prepared, trailersLost } from './prepare.ts';

/**
 * A request as the text that goes over the wire. A body that text cannot hold stands there in base64, and the note says so.
 * @param format.absolute true = the request line names the target, as files of HTTP clients do
 */
export function httpText(
  { outgoing, lines, losesTrailers }: Prepared,
  format: { lineEnd: '\n' | '\r\n'; absolute: boolean },
): { head: string; body: string; note: string | null } {
  const { method, url, path, httpVersion, body } = outgoing;
  const target = format.absolute && path.startsWith('/') ? url.origin + path : path;
  const headLines = [
    `${method} ${target} HTTP/${httpVersion}`,
    ...lines.map(([name, value]) => (value === '' ? `${name}:` : `${name}: ${value}`)),
  ];
  const headBytes = Buffer.from(headLines.map((line) => line + format.lineEnd).join(''), 'latin1');
  const isPlainHead = headLines.every((line) => isPlainText(Buffer.from(line, 'latin1')));
  const isPlainBody = isPlainText(body);
  return {
    head: isPlainHead ? headBytes.toString('utf8') : headBytes.toString('latin1').replace(/(?![\r\n])\p{Cc}/gu, '?'),
    body: isPlainBody ? body.toString('utf8') : body.toString('base64'),
    note: noteOf([
      losesTrailers && trailersLost,
      !isPlainHead && 'A header line holds bytes that text cannot hold.',
      !isPlainBody && 'The body holds bytes that text cannot hold: it stands here in base64.',
      !format.absolute && url.protocol === 'https:' && 'Send it over TLS.',
    ]),
  };
}
