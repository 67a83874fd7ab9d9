import { limits } from '../limits.ts';
import { asBuffer, type Charset } from './bytes.ts';
import { encodingsOf, inflate } from './content-encoding.ts';
import { charsetOf, formType, headerValue, isWide, type MediaType, parseMediaType } from './content-type.ts';
import type { RawPost } from './dialect.ts';
import type { FieldList } from './field-list.ts';
import { counted, finding, listed, quoted } from './findings.ts';
import { readJson } from './json-walker.ts';
import { readMultipart } from './multipart.ts';
import { readUrlencoded } from './urlencoded.ts';

/** The body as it was read. */
export interface BodyReading {
  /** Inflated and as UTF-8 where that was needed. */
  bytes: Buffer;
  /** False when `bytes` are not the body that came, so that ranges in them mean nothing outside. */
  asItCame: boolean;
  /** True when the fields hold all of its text. */
  covered: boolean;
}

const plainForm: MediaType = { type: formType, parameters: new Map() };
const formLike = /^[\w.%+~*[\]-]{1,200}=/;
const jsonLike = /^(?:\xef\xbb\xbf)?\s{0,64}(?:\{\s{0,64}["}]|\[\s{0,64}[[{"\]\d])/;

/** Reads the fields of a body into the list, by its Content-Type, and says what could not be read. */
export function readBody(list: FieldList, raw: RawPost): BodyReading {
  const body = asBuffer(raw.body);
  if (body.length === 0) return { bytes: body, asItCame: true, covered: true };
  if (body.length > limits.dialects.decodedBytes) {
    const sentence = `The body has ${counted(body.length)} bytes, too many to look for fields in it; it is stored and replays.`;
    list.findings.push(finding('body-not-decoded', 'warning', sentence));
    return { bytes: body, asItCame: true, covered: false };
  }
  const encodings = encodingsOf(headerValue(raw.headers, 'content-encoding'));
  const unpacked = encodings.length === 0 ? body : unpack(list, body, encodings);
  if (!unpacked) return { bytes: body, asItCame: true, covered: false };
  const contentType = headerValue(raw.headers, 'content-type') ?? '';
  const media = contentType === formType ? plainForm : parseMediaType(contentType);
  const wide = isJson(media) ? wideEncoding(unpacked, media) : null;
  const bytes = wide ? Buffer.from(new TextDecoder(wide).decode(unpacked)) : unpacked;
  if (wide) {
    const sentence = `The JSON is encoded in ${wide.toUpperCase()}; JSON between systems is UTF-8 (RFC 8259), and most parsers refuse this.`;
    list.findings.push(finding('json-damaged', 'warning', sentence));
  }
  return { bytes, asItCame: bytes === body, covered: readAs(list, bytes, media) };
}

/** Reads by media type. True when the fields hold all of the text. */
function readAs(list: FieldList, bytes: Buffer, media: MediaType): boolean {
  const charset = charsetOf(media);
  if (media.type === formType) return readForm(list, bytes, charset);
  if (isJson(media)) return readJsonBody(list, bytes, charset);
  if (media.type === 'multipart/form-data') {
    const boundary = media.parameters.get('boundary') ?? null;
    const faults = readMultipart(list, { bytes, boundary, charset });
    for (const fault of faults) {
      list.findings.push(finding('multipart-damaged', 'warning', `The multipart body is damaged: ${fault}.`));
    }
    return faults.length === 0;
  }
  return media.type === '' ? readUnlabelled(list, bytes) : leaveUnread(list, bytes, media.type);
}

function readForm(list: FieldList, bytes: Buffer, charset: Charset | null): boolean {
  const text = bytes.toString('latin1');
  readUrlencoded(list, { text, source: 'form', charset: charset && !isWide(charset) ? charset : null });
  if (jsonLike.test(text.slice(0, 300))) {
    const sentence =
      'The Content-Type says urlencoded form, but the body looks like JSON. It was read as a form, as PHP reads it, so the ' +
      'names and values make no sense; the sender should say application/json.';
    list.findings.push(finding('body-not-decoded', 'warning', sentence));
  }
  return true;
}

function readJsonBody(list: FieldList, bytes: Buffer, charset: Charset | null): boolean {
  const text = bytes.toString('latin1');
  if (text.startsWith('\xef\xbb\xbf')) {
    const sentence =
      'The JSON begins with a byte order mark. It was skipped; the parsers of Node and Python refuse it.';
    list.findings.push(finding('json-damaged', 'info', sentence));
  }
  const fault = readJson(list, { text, charset: charset && !isWide(charset) ? charset : null });
  if (!fault) return true;
  const kept = fault.stopped ? 'What stands before is shown' : 'The rest was read, but strict parsers refuse it';
  const form = formLike.test(text.slice(0, 300)) ? ' The body looks like an urlencoded form.' : '';
  const sentence = `The JSON is damaged at byte ${counted(fault.at)}: ${fault.what}. ${kept}.${form}`;
  list.findings.push(finding('json-damaged', 'warning', sentence));
  return !fault.stopped;
}

function readUnlabelled(list: FieldList, bytes: Buffer): boolean {
  const start = bytes.toString('latin1', 0, 300);
  if (formLike.test(start)) {
    const sentence =
      "The post has a body but no Content-Type. It was read as a form here; PHP's $_POST and $_REQUEST (and usually " +
      "ASP.NET's Request[]) see nothing of the body.";
    list.findings.push(finding('missing-content-type', 'warning', sentence));
    return readForm(list, bytes, null);
  }
  if (jsonLike.test(start)) {
    const sentence =
      'The post has a body but no Content-Type. It was read as JSON here because it looks like it; many frameworks leave ' +
      'such a body alone.';
    list.findings.push(finding('missing-content-type', 'warning', sentence));
    return readJsonBody(list, bytes, null);
  }
  const sentence =
    'The body has no Content-Type and looks neither like a form nor like JSON, so no fields were read from it.';
  list.findings.push(finding('body-not-decoded', 'warning', sentence));
  return false;
}

function leaveUnread(list: FieldList, bytes: Buffer, type: string): boolean {
  const start = bytes.toString('latin1', 0, 300);
  const looks = formLike.test(start) ? 'an urlencoded form' : jsonLike.test(start) ? 'JSON' : null;
  const reason = looks
    ? `The body looks like ${looks}, but its Content-Type is ${quoted(type)}, so no fields were read from it, and receivers ` +
      'that go by the Content-Type find none either.'
    : `The body is ${quoted(type)}; no fields are read from that type.`;
  list.findings.push(finding('body-not-decoded', looks ? 'warning' : 'info', reason));
  return false;
}

/** The body without its encodings; null when it cannot be read. */
function unpack(list: FieldList, body: Buffer, encodings: readonly string[]): Buffer | null {
  const { bytes, outcome } = inflate(body, encodings);
  const named = listed(encodings.slice(0, limits.dialects.encodings + 1));
  const say = (severity: 'info' | 'warning', sentence: string) => {
    list.findings.push(finding('encoded-body', severity, sentence));
  };
  if (bytes) {
    const cut = outcome === 'cut' ? ' It is cut short; what could be read is shown.' : '';
    const size = `${counted(body.length)} bytes hold ${counted(bytes.length)}`;
    const php = 'PHP does not inflate request bodies, so PHP code finds no fields in it.';
    say(cut ? 'warning' : 'info', `The body came compressed (${named}): ${size}.${cut} ${php}`);
    return bytes;
  }
  if (outcome === 'too-large') {
    const most = counted(limits.dialects.inflatedBytes);
    say('warning', `The compressed body (${named}) holds more than ${most} bytes, so it was not unpacked or decoded.`);
    return null;
  }
  const readable = formLike.test(body.toString('latin1', 0, 300)) || jsonLike.test(body.toString('latin1', 0, 300));
  const rest = readable ? 'It was read as it came.' : 'It was left as it came.';
  if (outcome === 'unknown')
    say('warning', `The Content-Encoding ${named} is not one that can be undone here. ${rest}`);
  else say('warning', `The Content-Encoding says ${named}, but the body is not compressed that way. ${rest}`);
  return readable ? body : null;
}

function isJson({ type }: MediaType): boolean {
  return type === 'application/json' || type === 'text/json' || type.endsWith('+json');
}

/** `utf-16le` or `utf-16be` when JSON is written in it, by declaration, byte order mark or where its zero bytes are. */
function wideEncoding(bytes: Buffer, media: MediaType): string | null {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (first !== undefined && first !== 0 && second === 0) return 'utf-16le';
  if (first === 0 && second !== undefined && second !== 0) return 'utf-16be';
  const charset = charsetOf(media);
  return charset && isWide(charset) && bytes.includes(0) ? charset.decoder.encoding : null;
}
