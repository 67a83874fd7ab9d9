import type { Header, Snippet } from '../../contract/index.ts';
import { isSecretHeader } from '../dialects/secrets.ts';
import { type CurlOptions, toCurl } from '../replay/curl.ts';
import { placeholder } from '../replay/mask.ts';
import { toFetch } from './fetch.ts';
import { httpText } from './http-text.ts';
import { toHttpie } from './httpie.ts';
import { prepare, trailersLost } from './prepare.ts';
import { toPython } from './python.ts';

/**
 * A post as commands and code that send what a replay sends, but for our marker. Where a tool cannot send the same bytes, the
 * snippet's note says in which way they differ.
 * @throws TaplineError TARGET_INVALID, or BAD_REQUEST when the request cannot be sent
 */
export function snippetsOf(given: CurlOptions): [curl: Snippet, ...others: Snippet[]] {
  const { targetHeaders, masked: maskedOfTarget } = shownHeaders(given);
  const options = { ...given, targetHeaders };
  const prepared = prepare(options);
  prepared.masked += maskedOfTarget;
  const curl = toCurl(options);
  const { head, body, note } = httpText(prepared, { lineEnd: '\r\n', absolute: false });
  return [
    {
      language: 'curl',
      text: curl.command,
      masked: curl.masked + maskedOfTarget,
      note: prepared.losesTrailers ? trailersLost : null,
    },
    toHttpie(prepared),
    toFetch(prepared),
    toPython(prepared),
    { language: 'http', text: `${head}\r\n${body}`, masked: prepared.masked, note },
  ];
}

/** What the target sets on every request, its credentials masked, too. */
function shownHeaders({ targetHeaders = [], reveal }: CurlOptions): { targetHeaders: Header[]; masked: number } {
  const isHidden = ([name, value]: Header) => !reveal && value !== '' && isSecretHeader(name);
  return {
    targetHeaders: targetHeaders.map((line): Header => (isHidden(line) ? [line[0], placeholder] : [line[0], line[1]])),
    masked: targetHeaders.filter(isHidden).length,
  };
}
