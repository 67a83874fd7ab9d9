import { defaultEndpoints, type Endpoint, type Field, type Finding, type FindingCode } from '../../contract/index.ts';
import { decodePost } from '../../main/dialects/decode.ts';
import type { DecodedPost } from '../../main/dialects/dialect.ts';

export const formType = 'application/x-www-form-urlencoded';

/** The endpoint that a new data folder has on that path. */
export function endpointAt(path: string): Endpoint {
  const found = defaultEndpoints.find((endpoint) => endpoint.path === path);
  if (!found) throw new Error(`No default endpoint has the path ${path}.`);
  return found;
}

interface Parts {
  method?: string;
  target?: string;
  /** Null = no Content-Type. */
  type?: string | null;
  headers?: [string, string][];
  /** Strings are latin-1: one character per byte. */
  body?: string | Uint8Array;
  endpoint?: Endpoint | null;
  maskedNames?: string[];
}

/** Decodes a post made of these parts; by default a form posted to a path that no endpoint has. */
export function decode(parts: Parts): DecodedPost {
  const { method = 'POST', target = '/stray', type = formType, headers = [], body = '' } = parts;
  return decodePost(
    {
      method,
      target,
      headers: type === null ? headers : [['Content-Type', type], ...headers],
      body: typeof body === 'string' ? Buffer.from(body, 'latin1') : body,
    },
    { endpoint: parts.endpoint ?? null, maskedNames: parts.maskedNames ?? [] },
  );
}

/** Decodes a form posted to the callback or status endpoint. */
export function decodeAt(path: string, body: string, parts: Parts = {}): DecodedPost {
  return decode({ target: path, endpoint: endpointAt(path), body, ...parts });
}

/** Decodes JSON text. */
export function decodeJson(text: string, type = 'application/json'): DecodedPost {
  return decode({ type, body: Buffer.from(text) });
}

export function pairs(post: DecodedPost): [string, string | null][] {
  return post.fields.map(({ name, value }) => [name, value]);
}

export function fieldOf(post: DecodedPost, name: string): Field {
  const field = post.fields.find((one) => one.name === name);
  if (!field) throw new Error(`The post has no field ${name}.`);
  return field;
}

export function findingsOf(post: DecodedPost, code: FindingCode): Finding[] {
  return post.findings.filter((finding) => finding.code === code);
}

export function codesOf(post: DecodedPost): FindingCode[] {
  return [...new Set(post.findings.map(({ code }) => code))];
}

/** The only finding of a code. */
export function findingOf(post: DecodedPost, code: FindingCode): Finding {
  const found = findingsOf(post, code);
  if (found.length !== 1 || !found[0]) throw new Error(`The post has ${found.length} findings ${code}, not one.`);
  return found[0];
}

/** A complete callback and a complete status, as fields. */
export const callback: Record<string, string> = {
  title: 'Welcome',
  code: '12345',
  shortcode: '12345',
  message: 'join please',
  phone: '13125550142',
  carrier: 'Carrier',
  keyword: 'JOIN',
  group: 'Group',
  custom_ticket: 'c-1',
  default_keyword: 'MAIN',
};

export const status: Record<string, string> = {
  code: '12345',
  sendTo: '13125550142',
  status: 'sample-status',
  ticket: 't-1',
  custom_ticket: 'c-1',
};

/** Urlencoded text of fields, some of them changed or, with null, left out. */
export function form(fields: Record<string, string>, changes: Record<string, string | null> = {}): string {
  const kept = Object.entries({ ...fields, ...changes }).filter(
    (entry): entry is [string, string] => entry[1] !== null,
  );
  return new URLSearchParams(kept).toString();
}
