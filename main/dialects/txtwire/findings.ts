import type { Field, Finding, Kind } from '../../../contract/index.ts';
import { fieldFinding, finding, listed, quoted } from '../findings.ts';
import { callbackFields, statusFields } from './fields.ts';

const credentials = callbackFields.filter((field) => field.secret).map((field) => field.name);
const names = {
  callback: new Set(callbackFields.map((field) => field.name)),
  status: new Set(statusFields.map((field) => field.name)),
};

/** What the platform's page gives reason to say about a post of its kind. */
export function txtwireFindings(fields: readonly Field[], kind: Kind): Finding[] {
  if (kind === 'other') return [];
  const found = zerosLost(fields, names[kind]);
  if (kind === 'callback') found.push(...partialCredentials(fields));
  return found;
}

/** The page's PHP sample reads every field through `!empty()`, which takes the string "0" for nothing (seen on PHP 8.2). */
function zerosLost(fields: readonly Field[], documented: ReadonlySet<string>): Finding[] {
  const found: Finding[] = [];
  for (const field of fields) {
    if (field.value !== '0' || !documented.has(field.name)) continue;
    const value = field.secret ? 'has a value that' : 'is "0", which';
    const sentence =
      `${quoted(field.name)} ${value} the platform's PHP sample turns into an empty string, because it tests with ` +
      '!empty(); test with isset() instead.';
    found.push(fieldFinding(field, { code: 'zero-lost', severity: 'warning', sentence }));
  }
  return found;
}

function partialCredentials(fields: readonly Field[]): Finding[] {
  const present = credentials.filter((name) => fields.some((field) => field.name === name));
  if (present.length === 0 || present.length === credentials.length) return [];
  const absent = credentials.filter((name) => !present.includes(name));
  const sentence =
    `Of the three credential fields only ${listed(present)} came; ${listed(absent)} did not. The platform's ` +
    'page names the three together, so code that checks them may refuse this post.';
  return [finding('credentials-partial', 'warning', sentence)];
}
