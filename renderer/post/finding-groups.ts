import type { Finding } from '../../contract/index.ts';

/** A line of the list: one finding, or many that say the same of different fields. */
export type FindingGroup = { type: 'one'; finding: Finding } | { type: 'missing'; findings: Finding[] };

const order = { error: 0, warning: 1, info: 2 };
const manyMissing = 3;

/** Worst first. Many missing fields are one line, or they would bury everything else. */
export function groupFindings(findings: readonly Finding[]): FindingGroup[] {
  const sorted = [...findings].sort((a, b) => order[a.severity] - order[b.severity]);
  const missing = sorted.filter((finding) => finding.code === 'missing-field' && finding.field !== null);
  if (missing.length < manyMissing) return sorted.map((finding) => ({ type: 'one', finding }));
  const groups: FindingGroup[] = [];
  for (const finding of sorted) {
    if (finding === missing[0]) groups.push({ type: 'missing', findings: missing });
    else if (!missing.includes(finding)) groups.push({ type: 'one', finding });
  }
  return groups;
}
