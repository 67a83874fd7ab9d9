import type { Sliced } from './slices.ts';

/** One value of a JSON text. Values come in the order of the text, so everything inside a container follows it. */
export interface JsonNode {
  /** 0 at the top. */
  depth: number;
  /** Index of the container; -1 at the top. */
  parent: number;
  /** Name in an object, or null. */
  key: string | null;
  /** Place in a list, or -1. */
  index: number;
  kind: 'object' | 'list' | 'text' | 'number' | 'word' | 'deep';
  /** Where its source stands in the text. */
  start: number;
  end: number;
  /** How many values a container holds itself. */
  size: number;
  /** Index behind the last value inside. */
  next: number;
  /** True when its object has the same name twice or more. */
  repeated: boolean;
}

/** Where a text stops being JSON. */
export interface JsonFault {
  /** Offset in characters. */
  at: number;
  what: string;
  /** True when nothing behind it was read. */
  stopped: boolean;
}

export interface JsonNodes {
  nodes: JsonNode[];
  fault: JsonFault | null;
  /** True when there are more values than are kept. */
  full: boolean;
}

export const mostNodes = 200_000;
export const mostDepth = 200;
/** Values between two looks at the clock. */
const perSlice = 2000;

interface Open {
  at: number;
  isList: boolean;
  names: Map<string, number> | null;
}

interface Walk {
  text: string;
  at: number;
  nodes: JsonNode[];
  stack: Open[];
  key: string | null;
  fault: JsonFault | null;
}

type Wants = 'value' | 'key' | 'next' | 'end';

/**
 * Reads JSON into a flat list, whatever its size: duplicate names are kept, and every value is the stretch of text it came
 * as. Damaged text gives what stands before. In a loop, so nesting costs no stack.
 */
export function* jsonNodes(text: string): Sliced<JsonNodes> {
  const walk: Walk = { text, at: text.startsWith('\ufeff') ? 1 : 0, nodes: [], stack: [], key: null, fault: null };
  let wants: Wants = 'value';
  let slice = perSlice;
  while (wants !== 'end' && walk.nodes.length < mostNodes) {
    skipSpace(walk);
    if (walk.at >= text.length) {
      if (walk.stack.length > 0 || wants === 'value') stop(walk, 'the text ends before the JSON does');
      break;
    }
    wants = wants === 'value' ? readValue(walk) : wants === 'key' ? readKey(walk) : readNext(walk);
    if (walk.nodes.length < slice) continue;
    slice = walk.nodes.length + perSlice;
    yield walk.at / text.length;
  }
  for (const open of walk.stack) closeAt(walk, open, walk.at);
  return { nodes: walk.nodes, fault: walk.fault, full: walk.nodes.length >= mostNodes };
}

function readValue(walk: Walk): Wants {
  const { text, stack } = walk;
  const char = text[walk.at];
  const top = stack.at(-1);
  if (char === ']' && top?.isList) return close(walk, top);
  if (char === '{' || char === '[') {
    const isList = char === '[';
    if (stack.length >= mostDepth) return readDeep(walk);
    stack.push({ at: add(walk, isList ? 'list' : 'object', walk.at), isList, names: isList ? null : new Map() });
    walk.at += 1;
    return isList ? 'value' : 'key';
  }
  const start = walk.at;
  if (char === '"') {
    const end = stringEnd(text, start);
    const closed = end > start + 1 && text[end - 1] === '"';
    walk.at = end;
    add(walk, 'text', start);
    return closed ? 'next' : stop(walk, 'a text is not closed by a quote', start);
  }
  while (walk.at < text.length && !endsWord(text.charCodeAt(walk.at))) walk.at += 1;
  if (walk.at === start) return stop(walk, `a value is expected, not ${shown(walk)}`);
  const word = text.slice(start, walk.at);
  const isNumber = numberForm.test(word);
  add(walk, isNumber ? 'number' : 'word', start);
  if (!isNumber && !/^(?:true|false|null|•+)$/.test(word))
    fault(walk, 'a word stands there that JSON does not know', start);
  return 'next';
}

const numberForm = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;

function readKey(walk: Walk): Wants {
  const top = walk.stack.at(-1) as Open;
  const char = walk.text[walk.at];
  if (char === '}') return close(walk, top);
  if (char !== '"') return stop(walk, `a name in quotes is expected, not ${shown(walk)}`);
  const start = walk.at;
  walk.at = stringEnd(walk.text, start);
  walk.key = textOf(walk.text.slice(start, walk.at));
  skipSpace(walk);
  if (walk.text[walk.at] !== ':') return stop(walk, 'a ":" is missing behind a name');
  walk.at += 1;
  return 'value';
}

function readNext(walk: Walk): Wants {
  const top = walk.stack.at(-1);
  if (!top) return stop(walk, 'more text follows behind the end of the JSON');
  const char = walk.text[walk.at];
  if (char === (top.isList ? ']' : '}')) return close(walk, top);
  if (char !== ',')
    return stop(walk, `a comma or the end of the ${top.isList ? 'list' : 'object'} is expected, not ${shown(walk)}`);
  const comma = walk.at;
  walk.at += 1;
  skipSpace(walk);
  if (walk.text[walk.at] === (top.isList ? ']' : '}')) {
    fault(walk, 'a comma stands before the end of a list or object', comma);
  }
  return top.isList ? 'value' : 'key';
}

function close(walk: Walk, top: Open): Wants {
  walk.stack.pop();
  walk.at += 1;
  closeAt(walk, top, walk.at);
  return 'next';
}

function closeAt(walk: Walk, open: Open, end: number): void {
  const node = walk.nodes[open.at] as JsonNode;
  node.end = end;
  node.next = walk.nodes.length;
}

/** Below the bound on depth a container is one value: its source. */
function readDeep(walk: Walk): Wants {
  const start = walk.at;
  const { text } = walk;
  let depth = 0;
  do {
    const char = text[walk.at];
    if (char === '"') {
      walk.at = stringEnd(text, walk.at);
      continue;
    }
    if (char === '{' || char === '[') depth += 1;
    else if (char === '}' || char === ']') depth -= 1;
    walk.at += 1;
  } while (depth > 0 && walk.at < text.length);
  add(walk, 'deep', start);
  return 'next';
}

function add(walk: Walk, kind: JsonNode['kind'], start: number): number {
  const { nodes, stack, key } = walk;
  const top = stack.at(-1);
  const at = nodes.length;
  const parent = top ? (nodes[top.at] as JsonNode) : null;
  const node: JsonNode = {
    depth: stack.length,
    parent: top ? top.at : -1,
    key: top?.isList === false ? key : null,
    index: top?.isList && parent ? parent.size : -1,
    kind,
    start,
    end: walk.at,
    size: 0,
    next: at + 1,
    repeated: false,
  };
  nodes.push(node);
  if (parent) parent.size += 1;
  if (top?.names && node.key !== null) {
    const first = top.names.get(node.key);
    if (first === undefined) top.names.set(node.key, at);
    else {
      node.repeated = true;
      (nodes[first] as JsonNode).repeated = true;
    }
  }
  return at;
}

/** Behind the closing quote of the text that opens at `start`, or the end. */
export function stringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 34) return at + 1;
    if (code === 92) at += 1;
  }
  return text.length;
}

/** What a text in quotes says; as it stands where its escapes are none that JSON knows. */
export function textOf(source: string): string {
  try {
    const value: unknown = JSON.parse(source);
    if (typeof value === 'string') return value;
  } catch {
    // Shown as it came.
  }
  return source.replace(/^"|"$/g, '');
}

function skipSpace(walk: Walk): void {
  for (; walk.at < walk.text.length; walk.at++) {
    const code = walk.text.charCodeAt(walk.at);
    if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return;
  }
}

/** White space and the characters , : [ ] { } and the quote. */
export function endsWord(code: number): boolean {
  return (
    code <= 32 ||
    code === 44 ||
    code === 58 ||
    code === 34 ||
    code === 91 ||
    code === 93 ||
    (code | 32) === 125 ||
    code === 123
  );
}

function shown(walk: Walk): string {
  const code = walk.text.codePointAt(walk.at) ?? 0;
  return code > 32 && code < 127 ? `"${walk.text[walk.at]}"` : `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}

function fault(walk: Walk, what: string, at = walk.at): void {
  walk.fault ??= { at, what, stopped: false };
}

function stop(walk: Walk, what: string, at = walk.at): 'end' {
  walk.fault = { at: walk.fault?.at ?? at, what: walk.fault?.what ?? what, stopped: true };
  return 'end';
}
