import type { Endpoint, Kind, Target } from '../../contract/index.ts';
import { readStored, writeStored } from '../ui/stored.ts';

const slot = 'hosts-outside';
const kept = 50;

/** True for an address that never leaves this machine. */
export function isLoopback(hostname: string): boolean {
  const host = hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
  return host === 'localhost' || host.endsWith('.localhost') || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** The URL that a name stands for, or the text itself where it is one; null for nothing and for unknown names. */
export function urlOf(target: string | null, targets: readonly Target[]): string | null {
  if (target === null || target === '') return null;
  const name = target.trim();
  const isNamed = ({ name: each }: Target) => each.toLowerCase() === name.toLowerCase();
  // As the core finds it.
  const named = targets.find((each) => each.name === name) ?? targets.find(isNamed);
  if (named) return named.url;
  return target.includes('://') ? target : null;
}

/** The host outside of this machine that a target leads to; null when it stays here. */
export function outsideHost(target: string | null, targets: readonly Target[]): string | null {
  const url = urlOf(target, targets);
  if (url === null || !URL.canParse(url)) return null;
  const { hostname, host } = new URL(url);
  return hostname === '' || isLoopback(hostname) ? null : host;
}

/** Posts by the paths of the endpoints they came to (null = none), of a kind, or any. */
export type CameTo = readonly (string | null)[] | { kind: Kind } | 'any';

/** Where posts go for which no target is named: what their endpoint says, else the default. */
export function targetsOf(
  came: CameTo,
  { endpoints, fallback }: { endpoints: readonly Endpoint[]; fallback: string | null },
): (string | null)[] {
  if (came === 'any') return [fallback, ...endpoints.map(({ target }) => target)];
  if ('kind' in came) {
    const expecting = endpoints.filter(({ kind }) => kind === came.kind);
    return expecting.length === 0 ? [fallback] : expecting.map(({ target }) => target ?? fallback);
  }
  return came.map((path) => endpoints.find((each) => each.path === path)?.target ?? fallback);
}

/** The hosts outside of this machine that targets lead to, but for those that the user has already agreed to in this window. */
export function hostsToConfirm(asked: readonly (string | null)[], targets: readonly Target[]): string[] {
  const hosts = new Set(asked.flatMap((target) => outsideHost(target, targets) ?? []));
  return [...hosts].filter((host) => !agreedHosts().includes(host));
}

/** Remembers that the user agreed. */
export function rememberHost(host: string): void {
  writeStored(slot, JSON.stringify([host, ...agreedHosts().filter((each) => each !== host)].slice(0, kept)));
}

function agreedHosts(): string[] {
  return parseHosts(readStored(slot));
}

/** Reads the hosts as they were stored; anything else than a list of texts is none. */
export function parseHosts(stored: string | null): string[] {
  try {
    const list: unknown = JSON.parse(stored ?? '[]');
    return Array.isArray(list) ? list.filter((each) => typeof each === 'string') : [];
  } catch {
    return [];
  }
}
