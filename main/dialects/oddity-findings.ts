import type { Finding } from '../../contract/index.ts';
import type { Oddity } from './field-list.ts';
import { fieldFinding, quoted, shownValue } from './findings.ts';

/** The findings about bytes, escapes and charsets that reading the fields noticed. */
export function oddityFindings(oddities: readonly Oddity[]): Finding[] {
  return oddities.map(makers);
}

function makers(oddity: Oddity): Finding {
  switch (oddity.code) {
    case 'invalid-utf8':
      return oddity.detail ? declaredCharset(oddity) : invalidUtf8(oddity);
    case 'invalid-escape':
      return invalidEscape(oddity);
    case 'double-encoding':
      return doubleEncoding(oddity);
    case 'unescaped-non-ascii':
      return unescaped(oddity);
    case 'plus-lost':
      return plusLost(oddity);
  }
}

function invalidUtf8({ field }: Oddity): Finding {
  const other = field.otherReading;
  const meant = other && !field.secret ? ` Read as ${other.charset} it says ${quoted(other.value)}.` : '';
  const sentence =
    `${quoted(field.name)} is not valid UTF-8: the bytes are stored as they came and shown with U+FFFD.${meant} ` +
    'PHP hands such bytes on; Node and Python replace them.';
  return fieldFinding(field, { code: 'invalid-utf8', severity: 'warning', sentence });
}

function declaredCharset({ field, detail }: Oddity): Finding {
  const sentence =
    `${quoted(field.name)} is read as ${quoted(detail)}, the charset that the post declares; its bytes are not valid ` +
    'UTF-8, so code that takes UTF-8 for granted damages it.';
  return fieldFinding(field, { code: 'invalid-utf8', severity: 'info', sentence });
}

function invalidEscape({ field, detail }: Oddity): Finding {
  const place = field.source === 'query' ? 'the query' : 'the body';
  const sentence =
    field.source === 'json'
      ? `${quoted(field.name)} has an escape that JSON does not know, at byte ${detail} of ${place}; it is shown as it came.`
      : `${quoted(field.name)} has a "%" that two hexadecimal digits do not follow, at byte ${detail} of ${place}; ` +
        'it is kept as it came, as PHP, Node and Python do.';
  return fieldFinding(field, { code: 'invalid-escape', severity: 'warning', sentence });
}

function doubleEncoding({ field }: Oddity): Finding {
  const sentence =
    `${quoted(field.name)} looks encoded twice: decoded once, as every receiver does, it is ${shownValue(field)}, ` +
    'which still holds an escape.';
  return fieldFinding(field, { code: 'double-encoding', severity: 'info', sentence });
}

function unescaped({ field }: Oddity): Finding {
  const sentence =
    `${quoted(field.name)} holds bytes above 0x7F that are not percent-escaped; they were read like escaped ones, ` +
    'but strict parsers may refuse them.';
  return fieldFinding(field, { code: 'unescaped-non-ascii', severity: 'info', sentence });
}

function plusLost({ field }: Oddity): Finding {
  const sentence =
    `${quoted(field.name)} was sent with a "+" that is not escaped, and every receiver reads it as a blank. A plus was ` +
    'probably meant; the sender should write %2B.';
  return fieldFinding(field, { code: 'plus-lost', severity: 'warning', sentence });
}
