import type { JsonNode } from './json-nodes.ts';

/** Path of a value as the Fields tab names it: `message.parts[0].id`. */
export function jsonPath(nodes: readonly JsonNode[], at: number): string {
  const steps: string[] = [];
  for (let node = nodes[at]; node && node.parent >= 0; node = nodes[node.parent]) {
    if (node.key === null) steps.push(`[${node.index}]`);
    else steps.push(/^[^.[\]"]+$/.test(node.key) ? `.${node.key}` : `[${JSON.stringify(node.key)}]`);
  }
  return steps.reverse().join('').replace(/^\./, '');
}

/** What a program that reads numbers as doubles (JavaScript, PHP for large ones) makes of a number; null when it keeps it. */
export function asDouble(source: string): string | null {
  const value = Number(source);
  if (!Number.isFinite(value)) return String(value);
  const digits = source
    .replace(/[eE].*$/, '')
    .replace(/[-.]/g, '')
    .replace(/^0+/, '')
    .replace(/0+$/, '');
  if (digits.length <= 15) return null;
  const back = String(value);
  return back === source ? null : back;
}

/** The indexes of what is on screen: values inside closed containers are left out. */
export function openNodes(nodes: readonly JsonNode[], closed: ReadonlySet<number>): number[] {
  const shown: number[] = [];
  let at = 0;
  while (at < nodes.length) {
    shown.push(at);
    at = closed.has(at) ? (nodes[at] as JsonNode).next : at + 1;
  }
  return shown;
}
