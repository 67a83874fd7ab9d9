import type { Finding } from '../../contract/index.ts';
import type { RawPost } from './dialect.ts';
import { finding, quoted } from './findings.ts';

/** What is odd about the head of a request: header lines that contradict each other, and a target that contradicts Host. */
export function requestFindings({ target, headers }: Pick<RawPost, 'target' | 'headers'>): Finding[] {
  const values = new Map<string, Set<string>>();
  for (const [name, value] of headers) {
    const lower = name.toLowerCase();
    if (!standsOnce(lower)) continue;
    const known = values.get(lower);
    if (known) known.add(value);
    else values.set(lower, new Set([value]));
  }
  const found = [...values].filter(([, different]) => different.size > 1).map(repeatedHeader);
  const conflict = target.startsWith('/') ? null : hostConflict(target, values.get('host'));
  return conflict ? [...found, conflict] : found;
}

/** True for headers that have one value, and whose second one makes the first doubtful. */
function standsOnce(lower: string): boolean {
  return lower === 'host' || lower === 'content-type' || lower === 'authorization' || lower.endsWith('signature');
}

function repeatedHeader([name, different]: [string, Set<string>]): Finding {
  const sentence =
    `The header ${quoted(name)} came with ${different.size} different values. Receivers differ in which one they take, ` +
    'so what it says is ambiguous; where it matters here, the first counts.';
  return finding('repeated-header', 'warning', sentence);
}

/** A target in absolute form names a host of its own (RFC 9112 section 3.2.2). */
function hostConflict(target: string, hosts: ReadonlySet<string> | undefined): Finding | null {
  const named = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?([^/?#]+)/i.exec(target)?.[1];
  const [host] = hosts ?? [];
  if (named === undefined || host === undefined || named.toLowerCase() === host.toLowerCase()) return null;
  const sentence =
    `The target names the host ${quoted(named)}, the Host header names ${quoted(host)}. Only the path decides here; code that ` +
    'makes the public URL from one of the two, to check a signature for instance, may take the wrong one.';
  return finding('host-conflict', 'warning', sentence);
}
