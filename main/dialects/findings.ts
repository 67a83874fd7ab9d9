import type { Field, Finding, FindingCode, Severity } from '../../contract/index.ts';
import { limits } from '../limits.ts';
import { flatten } from './excerpt.ts';

/** What stands where a credential would. */
export const mask = '••••••';

/** A finding about the whole post. */
export function finding(code: FindingCode, severity: Severity, sentence: string): Finding {
  return { code, severity, field: null, position: null, sentence, postId: null };
}

/** A finding about one field. */
export function fieldFinding(field: Field, made: { code: FindingCode; severity: Severity; sentence: string }): Finding {
  return { ...made, field: field.name, position: field.position, postId: null };
}

/** A name or value for a sentence: one line, shortened, in quotes. */
export function quoted(text: string): string {
  return `"${flatten(text, limits.dialects.quotedChars)}"`;
}

/** The value of a field for a sentence. Credentials are masked. */
export function shownValue(field: Field): string {
  if (field.secret) return mask;
  if (field.part !== null && field.part.filename !== null) return `a file of ${counted(field.part.size)} bytes`;
  if (field.value === null) return 'no value';
  return field.value === '' ? 'an empty value' : quoted(field.value);
}

/** Names for a sentence: `"a", "b" and "c"`. */
export function listed(names: readonly string[]): string {
  const all = names.map(quoted);
  return all.length < 2 ? all.join() : `${all.slice(0, -1).join(', ')} and ${all[all.length - 1]}`;
}

/** A number with separators, as sentences show it. */
export function counted(count: number): string {
  return count.toLocaleString('en-US');
}

/** Keeps the first findings of each code; one more says how many were left out. */
export function capFindings(findings: Finding[]): Finding[] {
  if (findings.length <= limits.dialects.findingsPerCode) return findings;
  const counts = new Map<FindingCode, { count: number; severity: Severity }>();
  const kept = findings.filter((one) => {
    const seen = counts.get(one.code) ?? { count: 0, severity: one.severity };
    counts.set(one.code, seen);
    seen.count += 1;
    return seen.count <= limits.dialects.findingsPerCode;
  });
  for (const [code, { count, severity }] of counts) {
    const more = count - limits.dialects.findingsPerCode;
    if (more <= 0) continue;
    const subject = more === 1 ? 'One more field has' : `${counted(more)} more fields have`;
    kept.push(finding(code, severity, `${subject} the same finding (${code}); the marks on the fields show where.`));
  }
  return kept;
}
