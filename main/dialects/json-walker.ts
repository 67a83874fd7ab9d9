import type { Field } from '../../contract/index.ts';
import { limits } from '../limits.ts';
import type { Charset } from './bytes.ts';
import { addField, type FieldList, isFull, note, plainField } from './field-list.ts';
import { counted, finding } from './findings.ts';
import { jsonStringEnd, readJsonString } from './json-string.ts';
import { holdsSecret } from './masking.ts';
import { isSecretField } from './secrets.ts';

/** JSON text: one latin-1 character per byte. */
export interface JsonSource {
  text: string;
  /** Declared by the post; null = UTF-8. */
  charset: Charset | null;
}

/** What is wrong with the JSON, and at which byte; of several faults the first. */
export interface JsonFault {
  at: number;
  what: string;
  /** True when reading ended there. */
  stopped: boolean;
}

interface Container {
  /** Path of the container; "" at the top. */
  path: string;
  isArray: boolean;
  /** Members so far. */
  count: number;
  start: number;
  /** True when its own name, or one around it, is that of a credential. */
  secret: boolean;
}

interface Walk {
  list: FieldList;
  text: string;
  charset: Charset | null;
  at: number;
  stack: Container[];
  /** Name of the member whose value comes next; in a list or at the top nothing reads it. */
  key: string;
  fault: JsonFault | null;
  /** True once it was told that something is nested too deep for fields. */
  isDeep: boolean;
}

const number = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;

/**
 * Reads JSON into the list, a field per value that holds no others, in order, duplicate keys kept and numbers as they are
 * spelled. Damaged JSON gives what stands before the damage; words that JSON does not know (NaN) are read as text. Works
 * in a loop, so nesting costs no stack.
 */
export function readJson(list: FieldList, source: JsonSource): JsonFault | null {
  const { text, charset } = source;
  const start = text.startsWith('\xef\xbb\xbf') ? 3 : 0;
  const walk: Walk = { list, text, charset, at: start, stack: [], key: '', fault: null, isDeep: false };
  let wants: 'value' | 'key' | 'next' = 'value';
  while (!walk.fault?.stopped) {
    skipSpace(walk);
    if (walk.at >= text.length) {
      if (walk.stack.length > 0 || wants === 'value') stop(walk, 'the text ends before the JSON does');
      break;
    }
    if (wants === 'value') wants = readValue(walk);
    else if (wants === 'key') wants = readKey(walk);
    else wants = readNext(walk);
  }
  return walk.fault;
}

/** At the first character of a value, or at the "]" of an array that has no (further) one. */
function readValue(walk: Walk): 'value' | 'key' | 'next' {
  const { text, stack } = walk;
  const top = stack.at(-1);
  const char = text[walk.at];
  if (char === ']' && top?.isArray) return close(walk, top);
  if (top) top.count += 1;
  if (char === '{' || char === '[') {
    if (stack.length >= limits.dialects.jsonDepth) return readTooDeep(walk);
    const isArray = char === '[';
    stack.push({ path: containerPath(walk), isArray, count: 0, start: walk.at, secret: isSecret(walk) });
    walk.at += 1;
    return isArray ? 'value' : 'key';
  }
  if (char === '"') readText(walk);
  else readWord(walk);
  return 'next';
}

function readKey(walk: Walk): 'value' | 'key' | 'next' {
  const top = walk.stack.at(-1);
  const char = walk.text[walk.at];
  if (char === '}' && top) return close(walk, top);
  if (char !== '"' || !top) return stop(walk, `a name in quotes is expected, not ${shown(walk)}`);
  const key = readJsonString(walk.text, walk.at, walk.charset);
  walk.at = key.end;
  skipSpace(walk);
  if (walk.text[walk.at] !== ':') return stop(walk, 'a ":" is missing behind a name');
  walk.at += 1;
  walk.key = key.text;
  return 'value';
}

/** Behind a value: a comma, the end of the container, or the end of it all. */
function readNext(walk: Walk): 'value' | 'key' | 'next' {
  const top = walk.stack.at(-1);
  if (!top) return stop(walk, 'more text follows behind the end of the JSON');
  const char = walk.text[walk.at];
  if (char === ',') {
    walk.at += 1;
    return top.isArray ? 'value' : 'key';
  }
  if (char === (top.isArray ? ']' : '}')) return close(walk, top);
  return stop(walk, `a comma or the end of the ${top.isArray ? 'list' : 'object'} is expected, not ${shown(walk)}`);
}

/** At the bracket that ends a container. An empty one is a field of its own, so that it is not lost. */
function close(walk: Walk, top: Container): 'next' {
  walk.stack.pop();
  walk.at += 1;
  if (top.count > 0) {
    if (endsWithComma(walk.text, walk.at - 2)) fault(walk, 'a comma stands before the end of a list or object');
  } else if (isWanted(walk)) {
    add(walk, { value: top.isArray ? '[]' : '{}', start: top.start });
  }
  return 'next';
}

function readText(walk: Walk): void {
  const start = walk.at;
  if (!isWanted(walk)) {
    walk.at = jsonStringEnd(walk.text, start);
    return;
  }
  const read = readJsonString(walk.text, start, walk.charset);
  walk.at = read.end;
  const field = add(walk, { value: read.text, start });
  field.otherReading = read.other;
  if (!read.utf8) note(walk.list, { field, code: 'invalid-utf8', detail: walk.charset?.label ?? '' });
  if (read.badEscapeAt >= 0) note(walk.list, { field, code: 'invalid-escape', detail: String(read.badEscapeAt) });
  if (read.controlAt >= 0) fault(walk, 'a control character stands unescaped in a text', read.controlAt);
  if (read.badEscapeAt >= 0) fault(walk, 'an escape is none that JSON knows', read.badEscapeAt);
  if (!read.closed) stop(walk, 'a text is not closed by a quote', start);
}

/** A number, true, false, null, or a word that is none of them. */
function readWord(walk: Walk): void {
  const start = walk.at;
  while (walk.at < walk.text.length && !endsWord(walk.text.charCodeAt(walk.at))) walk.at += 1;
  if (walk.at === start) {
    stop(walk, `a value is expected, not ${shown(walk)}`);
    return;
  }
  if (!isWanted(walk)) return;
  const word = walk.text.slice(start, walk.at);
  add(walk, { value: word === 'null' ? null : word, start });
  const known = word === 'true' || word === 'false' || word === 'null' || number.test(word);
  if (!known) fault(walk, 'a word stands there that JSON does not know', start);
}

/** Nothing is wrong with deep JSON; who looks for its fields has to know where they end. Told once. */
function tellDepth(walk: Walk, at: number): void {
  if (walk.isDeep) return;
  walk.isDeep = true;
  const levels = limits.dialects.jsonDepth;
  const sentence = `The JSON is nested deeper than ${levels} levels at byte ${counted(at)}; what is deeper is shown as text.`;
  walk.list.findings.push(finding('json-damaged', 'info', sentence));
}

/** Below the bound on depth a container is one field: its source text. */
function readTooDeep(walk: Walk): 'next' {
  const start = walk.at;
  const { text } = walk;
  let depth = 0;
  do {
    const char = text[walk.at];
    if (char === '"') {
      walk.at = jsonStringEnd(text, walk.at);
      continue;
    }
    if (char === '{' || char === '[') depth += 1;
    else if (char === '}' || char === ']') depth -= 1;
    walk.at += 1;
  } while (depth > 0 && walk.at < text.length);
  tellDepth(walk, start);
  if (!isWanted(walk)) return 'next';
  const field = add(walk, { value: text.slice(start, walk.at), start });
  field.secret = holdsSecret(text.slice(start, walk.at), walk.list.secretNames());
  return 'next';
}

/** Counts the value that was just reached. False when the list is full and the value no credential. */
function isWanted(walk: Walk): boolean {
  if (!isFull(walk.list) || isSecret(walk)) return true;
  walk.list.total += 1;
  return false;
}

/** True when the value's name, or one around it, is that of a credential. */
function isSecret({ stack, key, list }: Walk): boolean {
  const top = stack.at(-1);
  if (!top) return false;
  return top.secret || (!top.isArray && isSecretField(key, list.secretNames()));
}

/** The field of the value that ends here. */
function add(walk: Walk, found: { value: string | null; start: number }): Field {
  const field = plainField(nameOf(walk), found.value, 'json');
  field.range = { start: found.start, end: walk.at };
  addField(walk.list, field);
  return field;
}

/** Name of the value at hand. Members of the top object are named without a path. */
function nameOf({ stack, key }: Walk): string {
  const top = stack.at(-1);
  if (!top) return '';
  if (top.isArray) return `${top.path}[${top.count - 1}]`;
  return stack.length === 1 ? key : memberPath(top.path, key);
}

function skipSpace(walk: Walk): void {
  for (; walk.at < walk.text.length; walk.at++) {
    const code = walk.text.charCodeAt(walk.at);
    if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return;
  }
}

/** White space and the characters , : [ ] { } and the quote. */
function endsWord(code: number): boolean {
  return code <= 32 || code === 44 || code === 58 || code === 34 || (code | 32) === 123 || (code | 32) === 125;
}

/** True when the last character at or before `from` that is no blank is a comma. */
function endsWithComma(text: string, from: number): boolean {
  let at = from;
  while (at > 0 && text.charCodeAt(at) <= 32) at -= 1;
  return text[at] === ',';
}

function containerPath(walk: Walk): string {
  const inTopObject = walk.stack.length === 1 && walk.stack[0]?.isArray === false;
  const path = inTopObject ? memberPath('', walk.key) : nameOf(walk);
  return path.length > limits.dialects.jsonPathChars ? `${path.slice(0, limits.dialects.jsonPathChars)}…` : path;
}

/** Names that would be taken for a path stand in brackets and quotes. */
function memberPath(path: string, key: string): string {
  if (key === '' || /[.[\]"]/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
}

function shown(walk: Walk): string {
  const code = walk.text.charCodeAt(walk.at);
  return code > 32 && code < 127 ? `"${walk.text[walk.at]}"` : `byte 0x${code.toString(16).padStart(2, '0')}`;
}

function fault(walk: Walk, what: string, at = walk.at): void {
  walk.fault ??= { at, what, stopped: false };
}

function stop(walk: Walk, what: string, at = walk.at): 'next' {
  walk.fault = { at: walk.fault?.at ?? at, what: walk.fault?.what ?? what, stopped: true };
  return 'next';
}
