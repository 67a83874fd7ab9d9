import type { Delivery, Expectation } from '../../contract/index.ts';
import { encodingsOf, inflate } from '../dialects/content-encoding.ts';
import { jsonMember, sameJson } from './json-member.ts';

/** Longest quote of what was answered, in characters. */
const quotedChars = 200;

/**
 * Reads `200`, `2xx` or several with commas between.
 * @returns a test for statuses, or null when the text cannot be read
 */
export function parseStatuses(text: string): ((status: number) => boolean) | null {
  const parts = text.split(',').map((part) => part.trim().toLowerCase());
  if (!parts.every((part) => /^[1-5](\d\d|xx)$/.test(part))) return null;
  return (status) =>
    parts.some((part) => (part.endsWith('xx') ? String(status)[0] === part[0] : Number(part) === status));
}

/** Whether an expectation asks for anything. */
export function isDemanding(expect: Expectation | null | undefined): expect is Expectation {
  return !!expect && (expect.status !== null || expect.bodyContains !== null || expect.json.length > 0);
}

/**
 * Compares an answer with what was expected.
 * @param sent its body is as long as it was kept
 * @returns what differs, in sentences; none when all is as expected
 */
export function differences(expect: Expectation, sent: Pick<Delivery, 'response' | 'error'>): string[] {
  const { response, error } = sent;
  if (!response) return [`There was no answer: ${error?.message ?? 'nothing came'}`];
  const found: string[] = [];
  if (error) found.push(`The answer was not complete: ${error.message}`);
  if (expect.status !== null && !parseStatuses(expect.status)?.(response.status)) {
    found.push(`The status was ${response.status}, not ${expect.status.trim()}.`);
  }
  if (expect.bodyContains === null && expect.json.length === 0) return found;
  const text = textOf(response);
  const isPart = response.cut ? ' Only the beginning of the body was kept and looked at.' : '';
  if (expect.bodyContains !== null && !text.includes(expect.bodyContains)) {
    found.push(`The body does not contain "${short(expect.bodyContains)}".${isPart || ` It is "${short(text)}".`}`);
  }
  for (const { path, equals } of expect.json) {
    const member = jsonMember(text, path);
    if (member.type === 'bad') {
      found.push(
        `The body is not JSON that could be read${response.cut ? ', because it was cut' : ''}, so ${path} is not ${short(equals)}.`,
      );
    } else if (member.type === 'absent') found.push(`${path} is not in the JSON of the body.`);
    else if (!sameJson(member.json, equals)) found.push(`${path} is ${short(member.json)}, not ${short(equals)}.`);
  }
  return found;
}

function textOf(response: NonNullable<Delivery['response']>): string {
  const header = (wanted: string): string | null =>
    response.headers.find(([name]) => name.toLowerCase() === wanted)?.[1] ?? null;
  const sent = Buffer.from(response.body, 'base64');
  const encodings = encodingsOf(header('content-encoding'));
  const bytes = encodings.length > 0 ? (inflate(sent, encodings).bytes ?? sent) : sent;
  const charset = /charset="?([\w.:-]+)/i.exec(header('content-type') ?? '')?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}

function short(text: string): string {
  return text.length > quotedChars ? `${text.slice(0, quotedChars)}…` : text;
}
