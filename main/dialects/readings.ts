import type { Field, Header, Kind, PlatformReading } from '../../contract/index.ts';
import { charsetOf, formType, headerValue, isWide, parseMediaType } from './content-type.ts';
import type { Dialect } from './dialect.ts';
import { aspnetReading } from './readings-aspnet.ts';
import { coldfusionReading } from './readings-coldfusion.ts';
import { phpReading } from './readings-php.ts';

/** What of a decoded post the readings rest on. */
export interface ReadPost {
  method: string;
  kind: Kind;
  headers: readonly Header[];
  fields: readonly Field[];
  /** Whose samples the notes speak of; null when the post is of no known platform. */
  dialect: Dialect | null;
}

/** What the platforms look at before they touch a body. */
export interface BodyFacts {
  /** `form` and `multipart` fill the form collections; `missing` is a body without Content-Type. */
  type: 'form' | 'multipart' | 'json' | 'missing' | 'other';
  /** Charset that the Content-Type declares, other than UTF-8, as the post spells it. */
  charset: string | null;
  /** True when the fields were found only after a Content-Encoding was undone. */
  packed: boolean;
}

/** One expression of a handler and what comes out of it. */
export type ReadField = PlatformReading['fields'][number];

/**
 * How PHP, ASP.NET and ColdFusion would hand the fields of a post to a handler. Every rule stands in the file of its
 * platform with the public documentation it comes from; what that does not settle is said in the notes, not guessed.
 * Values of credentials are in the result as they are in the post: views mask them by `positions`.
 */
export function platformReadings(post: ReadPost): PlatformReading[] {
  const body = bodyFacts(post);
  const readings = [phpReading(post, body), aspnetReading(post, body), coldfusionReading(post, body)];
  const own = post.dialect?.sampleNotes?.(post.fields, post.kind) ?? {};
  return readings.map((reading) => ({ ...reading, notes: [...reading.notes, ...(own[reading.platform] ?? [])] }));
}

function bodyFacts({ headers, fields }: ReadPost): BodyFacts {
  const media = parseMediaType(headerValue(headers, 'content-type') ?? '');
  // A value without a range is one whose bytes are not in the body that came.
  const packed =
    headerValue(headers, 'content-encoding') !== null &&
    fields.some(({ source, range, value }) => source !== 'query' && range === null && value !== null);
  const charset = charsetOf(media);
  // Urlencoded text cannot be read in units wider than a byte, so nobody follows such a declaration.
  return { type: bodyType(media.type), charset: charset && !isWide(charset) ? charset.label : null, packed };
}

function bodyType(type: string): BodyFacts['type'] {
  if (type === formType) return 'form';
  if (type === 'multipart/form-data') return 'multipart';
  if (type === '') return 'missing';
  return type === 'application/json' || type === 'text/json' || type.endsWith('+json') ? 'json' : 'other';
}
