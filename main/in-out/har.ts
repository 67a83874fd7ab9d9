import { isUtf8 } from 'node:buffer';
import type { Header } from '../../contract/index.ts';
import { placeholder } from '../replay/mask.ts';
import { version } from '../version.ts';
import type { Entry } from './entry.ts';

interface NameValue {
  name: string;
  value: string;
}

/** What stands before the entries of a HAR 1.2 file; entries are parted by commas, `harEnd` follows. */
export function harHead(): string {
  const creator = JSON.stringify({ name: 'Tapline', version });
  return `{"log":{"version":"1.2","creator":${creator},"entries":[\n`;
}

export const harEnd = '\n]}}\n';

/**
 * A post as an entry of HAR 1.2. What the format has no place for stands in fields that begin with an underscore, as the
 * specification asks. The response is the receiver's answer, which has no body unless the endpoint's rule gave it one; the
 * file does not tell it.
 */
export function harEntry({ post, request, reveal, bodyMasked }: Entry) {
  const type = headerOf(request.headers, 'content-type');
  const query = post.fields.filter(({ source }) => source === 'query');
  const value = (field: (typeof query)[number]) =>
    field.secret && !reveal && field.value ? placeholder : (field.value ?? '');
  const isText = isUtf8(request.body);
  return {
    startedDateTime: post.receivedAt,
    time: post.receiveMs,
    request: {
      method: request.method,
      url: urlOf(request.target, request.headers),
      httpVersion: `HTTP/${request.httpVersion}`,
      cookies: cookies(request.headers),
      headers: request.headers.map(named),
      queryString: query.map((field): NameValue => ({ name: field.name, value: value(field) })),
      ...(request.body.length === 0
        ? {}
        : {
            postData: {
              mimeType: type ?? '',
              text: isText ? request.body.toString('utf8') : '',
              ...(isText ? {} : { comment: 'The body is no UTF-8 text.', _base64: request.body.toString('base64') }),
            },
          }),
      headersSize: -1,
      bodySize: request.body.length,
    },
    response: {
      status: post.responseStatus ?? 0,
      statusText: '',
      httpVersion: `HTTP/${request.httpVersion}`,
      cookies: [],
      headers: [],
      content: { size: 0, mimeType: '' },
      redirectURL: '',
      headersSize: -1,
      bodySize: -1,
    },
    cache: {},
    timings: { send: 0, wait: 0, receive: post.receiveMs },
    ...(post.note === null ? {} : { comment: post.note }),
    _tapline: {
      id: post.id,
      kind: post.kind,
      via: post.via,
      endpoint: post.endpoint,
      target: request.target,
      remoteAddress: post.remoteAddress,
      bodyMasked,
    },
  };
}

function named([name, value]: Header): NameValue {
  return { name, value };
}

function headerOf(headers: readonly Header[], wanted: string): string | null {
  return headers.find(([name]) => name.toLowerCase() === wanted)?.[1] ?? null;
}

/** An absolute URL, as the format wants; bytes that no URL holds are percent-encoded. */
function urlOf(target: string, headers: readonly Header[]): string {
  const plain = target.replace(
    /[^\x21-\x7e]|["<>\\^`{|}]/g,
    (char) => `%${char.charCodeAt(0).toString(16).padStart(2, '0').toUpperCase()}`,
  );
  if (/^https?:\/\//i.test(plain)) return plain;
  const scheme = headerOf(headers, 'x-forwarded-proto')?.toLowerCase() === 'https' ? 'https' : 'http';
  const host = headerOf(headers, 'host') ?? '';
  const authority = /^[A-Za-z0-9._~:[\]-]+$/.test(host) ? host : 'localhost';
  return `${scheme}://${authority}${plain.startsWith('/') ? '' : '/'}${plain}`;
}

/** A masked Cookie header has no pairs, so none are told. */
function cookies(headers: readonly Header[]): NameValue[] {
  return headers
    .filter(([name]) => name.toLowerCase() === 'cookie')
    .flatMap(([, line]) => line.split(';'))
    .map((pair) => pair.trim())
    .filter((pair) => pair.includes('='))
    .map((pair) => ({ name: pair.slice(0, pair.indexOf('=')), value: pair.slice(pair.indexOf('=') + 1) }));
}
