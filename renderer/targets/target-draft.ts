import type { Expectation, Header, Target } from '../../contract/index.ts';
import { completeTarget, isTarget } from '../replay/targets.ts';
import { formText as text } from './strings.ts';

/** A target as it is being written. */
export interface TargetDraft {
  name: string;
  url: string;
  headers: readonly Header[];
  seconds: number | string;
  expect: Expectation;
}

export const noExpectation: Expectation = { status: null, bodyContains: null, json: [] };

/** A draft of this target, or an empty one. */
export function draftOf(target: Target | null): TargetDraft {
  return {
    name: target?.name ?? '',
    url: target?.url ?? '',
    headers: target?.headers ?? [],
    seconds: (target?.timeoutMs ?? 30_000) / 1000,
    expect: target?.expect ?? noExpectation,
  };
}

/** What is wrong with a draft, by field, in sentences. */
export function draftFaults(draft: TargetDraft, others: readonly string[]): Partial<Record<keyof TargetDraft, string>> {
  const name = draft.name.trim();
  const seconds = Number(draft.seconds);
  const faults: Partial<Record<keyof TargetDraft, string>> = {};
  if (name === '') faults.name = text.nameNone;
  else if (!/^[^:/?#\s][^:/?#]*$/.test(name)) faults.name = text.nameBad;
  else if (others.includes(name)) faults.name = text.nameTaken;
  if (!isTarget(completeTarget(draft.url))) faults.url = text.urlBad;
  if (draft.seconds === '' || !(seconds >= 0.1 && seconds <= 600)) faults.seconds = text.secondsBad;
  const fault = expectationFault(draft.expect);
  if (fault !== null) faults.expect = fault;
  return faults;
}

/** What is wrong with an expectation, in a sentence; null when nothing is. */
export function expectationFault(expect: Expectation): string | null {
  if (expect.status !== null && !/^\s*[1-5](\d\d|xx)(\s*,\s*[1-5](\d\d|xx))*\s*$/i.test(expect.status))
    return text.statusBad;
  if (expect.json.some(({ path }) => path.trim() === '')) return text.pathNone;
  const odd = expect.json.find(({ equals }) => !isJson(equals));
  return odd ? text.jsonBad(odd.equals) : null;
}

/** Made of a draft without faults. */
export function targetOf(draft: TargetDraft): Target {
  return {
    name: draft.name.trim(),
    url: completeTarget(draft.url),
    headers: draft.headers.filter(([name]) => name.trim() !== '').map(([name, value]) => [name.trim(), value]),
    timeoutMs: Math.round(Number(draft.seconds) * 1000),
    expect: isExpected(draft.expect) ? draft.expect : null,
  };
}

/** True when anything is expected at all. */
export function isExpected(expect: Expectation | null): expect is Expectation {
  return expect !== null && (expect.status !== null || expect.bodyContains !== null || expect.json.length > 0);
}

/** What is expected, in a few words; null when nothing is. */
export function expectationWords(expect: Expectation | null): string | null {
  if (!isExpected(expect)) return null;
  return [
    ...(expect.status === null ? [] : [expect.status]),
    ...(expect.bodyContains === null ? [] : [text.contains(expect.bodyContains)]),
    ...(expect.json.length === 0 ? [] : [text.members(expect.json.length)]),
  ].join(', ');
}

/** What is wrong with a text that names a target or is its URL; null when nothing is. Empty is what is set elsewhere. */
export function targetFault(value: string, targets: readonly Target[]): string | null {
  const typed = value.trim();
  if (typed === '' || targets.some(({ name }) => name === typed)) return null;
  return isTarget(completeTarget(typed)) ? null : text.targetBad;
}

/** The name, or the URL that the user meant; null for what is set elsewhere. */
export function targetMeant(value: string, targets: readonly Target[]): string | null {
  const typed = value.trim();
  if (typed === '') return null;
  return targets.some(({ name }) => name === typed) ? typed : completeTarget(typed);
}

function isJson(value: string): boolean {
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
}
