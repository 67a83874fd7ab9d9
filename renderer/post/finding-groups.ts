import type { Finding, FindingCode } from '../../contract/index.ts';

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

/** Where what a finding speaks of can be seen. */
export type FindingTab = 'fields' | 'headers' | 'body';

const aboutHeaders: readonly FindingCode[] = ['repeated-header', 'host-conflict', 'missing-content-type'];
const aboutBody: readonly FindingCode[] = ['body-not-decoded', 'multipart-damaged', 'json-damaged', 'encoded-body'];

/** The tab that a finding leads to; null when it is about the post as a whole. */
export function tabOf(finding: Finding): FindingTab | null {
  if (finding.field !== null || finding.position !== null) return 'fields';
  if (aboutHeaders.includes(finding.code)) return 'headers';
  return aboutBody.includes(finding.code) ? 'body' : null;
}
