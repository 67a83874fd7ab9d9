import type { Edits, Header, Post } from '../../contract/index.ts';
import { toBase64 } from '../post/body/copy-forms.ts';
import { textOf } from '../ui/bytes.ts';
import { editsOf } from './edits.ts';
import { fromHexText, toHexText } from './hex-text.ts';
import { text as all } from './strings.ts';

const text = all.edit;

/** Longer bodies are not edited by hand. */
export const editableBytes = 512 * 1024;
/** Longer ones not in hex, where each byte takes three characters. */
const hexBytes = 64 * 1024;

/** The raw request as it is being edited. */
export interface RawDraft {
  method: string;
  target: string;
  headers: readonly Header[];
  /** How the body is edited; `none` leaves it as it came. */
  as: 'text' | 'hex' | 'none';
  body: string;
  /** How lines end: a text area knows LF alone, so CR LF is put back when the text is sent. */
  ends: '\n' | '\r\n';
}

type RawPost = Pick<Post, 'method' | 'target' | 'headers'>;

/** The draft to begin with: text where a text area can hold it, else hex. */
export function rawDraft(post: RawPost, bytes: Uint8Array): RawDraft {
  const { method, target, headers } = post;
  return { method, target, headers, ...bodyDraft(bytes) };
}

type BodyDraft = Pick<RawDraft, 'as' | 'body' | 'ends'>;

function bodyDraft(bytes: Uint8Array): BodyDraft {
  const none: BodyDraft = { as: 'none', body: '', ends: '\n' };
  if (bytes.length > editableBytes) return none;
  return textDraft(bytes) ?? (bytes.length > hexBytes ? none : { as: 'hex', body: toHexText(bytes), ends: '\n' });
}

/** Null for bytes that are no text, or one whose lines do not all end in the same way. */
function textDraft(bytes: Uint8Array): BodyDraft | null {
  const body = textOf(bytes);
  if (body === null) return null;
  if (!body.includes('\r')) return { as: 'text', body, ends: '\n' };
  return /(?<!\r)\n|\r(?!\n)/.test(body) ? null : { as: 'text', body: body.replaceAll('\r\n', '\n'), ends: '\r\n' };
}

function bytesOf(draft: RawDraft): Uint8Array<ArrayBuffer> | null {
  if (draft.as === 'hex') return fromHexText(draft.body);
  return new TextEncoder().encode(draft.ends === '\n' ? draft.body : draft.body.replaceAll('\n', draft.ends));
}

/** The same body in the other form; null when it has none. */
export function bodyIn(as: 'text' | 'hex', draft: RawDraft): RawDraft | null {
  if (draft.as === as) return draft;
  const bytes = bytesOf(draft);
  if (bytes === null) return null;
  const other = as === 'text' ? textDraft(bytes) : null;
  if (as === 'hex' && bytes.length <= hexBytes) return { ...draft, as, body: toHexText(bytes), ends: '\n' };
  return other && { ...draft, ...other };
}

/** Only what differs from the post; what is wrong, in a sentence, where the draft cannot be sent. */
export function rawEdits(
  post: RawPost,
  bytes: Uint8Array,
  draft: RawDraft,
): { edits: Edits | null } | { fault: string } {
  const { method, target, headers } = draft;
  const lines = editsOf({ ...post, body: null }, { method, target, headers, body: null });
  if (draft.as === 'none') return { edits: lines };
  const body = bytesOf(draft);
  if (body === null) return { fault: text.hexBad };
  if (sameBytes(body, bytes)) return { edits: lines };
  return { edits: { ...lines, bodyBase64: toBase64(body) } };
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}
