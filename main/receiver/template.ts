import type { Header, ResponseRule } from '../../contract/index.ts';
import { readBody } from '../dialects/body.ts';
import { fieldList } from '../dialects/field-list.ts';
import { readUrlencoded } from '../dialects/urlencoded.ts';
import type { CapturedPost } from '../store/types.ts';
import type { Answer } from './types.ts';

/** `{{name}}`; blanks around the name do not count. Header and body text is what it stands in, so it spans no lines. */
const place = /\{\{[ \t]*([^{}\r\n]{1,256}?)[ \t]*\}\}/g;

const known = new WeakMap<ResponseRule, boolean>();

/** Whether a rule holds `{{name}}` anywhere. Looked up once for each rule: most have none, and every post asks. */
export function hasTemplate(rule: ResponseRule): boolean {
  let answer = known.get(rule);
  if (answer === undefined) {
    answer = [rule.body, ...rule.headers.map(([, value]) => value)].some((text) => text.search(place) >= 0);
    known.set(rule, answer);
  }
  return answer;
}

/**
 * The answer of a rule to a post: each `{{name}}` in the body and in header values becomes the value of the post's first
 * field of that name, the query's before the body's; nothing where there is none. Values are put in as they are and not
 * looked through for further places. In a header they stand as UTF-8 and lose control characters: a line break would begin
 * another header line.
 */
export function fillIn(rule: ResponseRule, post: CapturedPost): Answer {
  const values = firstValues(post);
  const fill = (text: string, write: (value: string) => string) =>
    text.replace(place, (_, name: string) => write(values.get(name) ?? ''));
  return {
    status: rule.status,
    headers: rule.headers.map(([name, value]): Header => [name, fill(value, asHeaderText)]),
    body: fill(rule.body, (value) => value),
  };
}

function asHeaderText(value: string): string {
  return Buffer.from(value.replace(/[\p{Cc}--\t]/gv, ''), 'utf8').toString('latin1');
}

function firstValues(post: CapturedPost): Map<string, string> {
  const list = fieldList([]);
  const mark = post.target.indexOf('?');
  if (mark >= 0) readUrlencoded(list, { text: post.target.slice(mark + 1), source: 'query', charset: null });
  const headers: Header[] = [];
  for (let i = 0; i + 1 < post.rawHeaders.length; i += 2) {
    headers.push([post.rawHeaders[i] as string, post.rawHeaders[i + 1] as string]);
  }
  readBody(list, { method: post.method, target: post.target, headers, body: post.body });
  const values = new Map<string, string>();
  for (const { name, value } of list.fields) if (!values.has(name)) values.set(name, value ?? '');
  return values;
}
