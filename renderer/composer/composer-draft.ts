import type { DialectInfo, Scenario, TestPost } from '../../contract/index.ts';
import { text } from './strings.ts';

/** A test post and how often it is sent, as they stand in the dialog. */
export interface ComposerDraft {
  dialect: string;
  kind: TestPost['kind'];
  /** Changed documented fields: another value, or null for one that is left out. */
  values: Readonly<Record<string, string | null>>;
  added: readonly { name: string; value: string }[];
  credentials: boolean;
  encoding: TestPost['encoding'];
  charset: TestPost['charset'];
  via: TestPost['via'];
  target: string;
  how: 'once' | Scenario['scenario']['type'];
  count: number | string;
  rate: number | string;
  times: number | string;
  gapMs: number | string;
  statuses: readonly string[];
  shuffled: boolean;
  afterSeconds: number | string;
}

export const firstDraft: ComposerDraft = {
  dialect: 'txtwire',
  kind: 'callback',
  values: {},
  added: [],
  credentials: true,
  encoding: 'form',
  charset: 'utf-8',
  via: 'receiver',
  target: '',
  how: 'once',
  count: 50,
  rate: 10,
  times: 2,
  gapMs: 500,
  statuses: [],
  shuffled: false,
  afterSeconds: 30,
};

/** True when something was typed that would have to be typed again. */
export function isTyped({ values, added, target, statuses }: ComposerDraft): boolean {
  return Object.keys(values).length + added.length + target.length + statuses.length > 0;
}

/** The documented fields of what is composed. */
export function fieldsOf(draft: ComposerDraft, dialects: readonly DialectInfo[]) {
  const dialect = dialects.find(({ id }) => id === draft.dialect);
  return dialect?.kinds.find(({ kind }) => kind === draft.kind)?.fields ?? [];
}

/** What is sent, name by name, in order. */
export function sentFields(draft: ComposerDraft, dialects: readonly DialectInfo[]): [name: string, value: string][] {
  const values = new Map<string, string | null>();
  for (const { name, sample, secret } of fieldsOf(draft, dialects)) {
    if (draft.credentials || !secret) values.set(name, sample);
  }
  for (const [name, value] of Object.entries(changesOf(draft, dialects))) values.set(name, value);
  return [...values].filter((entry): entry is [string, string] => entry[1] !== null);
}

/** The changes to the sample, as the core takes them. A credential is not among them while credentials are left out. */
export function changesOf(draft: ComposerDraft, dialects: readonly DialectInfo[]): Record<string, string | null> {
  const changes: Record<string, string | null> = {};
  for (const { name, sample, secret } of fieldsOf(draft, dialects)) {
    const value = draft.values[name];
    if (value !== undefined && value !== sample && (draft.credentials || !secret)) changes[name] = value;
  }
  for (const { name, value } of draft.added) if (name !== '') changes[name] = value;
  return changes;
}

/** The test post of a draft. */
export function testPostOf(draft: ComposerDraft, dialects: readonly DialectInfo[], target: string | null): TestPost {
  const { dialect, kind, via, encoding, charset, credentials } = draft;
  const fields = changesOf(draft, dialects);
  return {
    dialect,
    kind,
    via,
    encoding,
    charset,
    credentials,
    ...(Object.keys(fields).length > 0 ? { fields } : {}),
    ...(via === 'target' && target !== null ? { target } : {}),
  };
}

/** How often and when; null for once. */
export function scenarioOf(draft: ComposerDraft): Scenario['scenario'] | null {
  const gapMs = Number(draft.gapMs);
  switch (draft.how) {
    case 'once':
      return null;
    case 'burst':
      return { type: 'burst', count: Number(draft.count), rate: Number(draft.rate) };
    case 'duplicates':
      return { type: 'duplicates', count: Number(draft.times), gapMs };
    case 'statuses':
      return { type: 'statuses', values: [...draft.statuses], gapMs, shuffled: draft.shuffled };
    case 'late':
      return { type: 'late', afterMs: Math.round(Number(draft.afterSeconds) * 1000) };
  }
}

/** What keeps the scenario from being sent, in a sentence; null when nothing does. */
export function scenarioFault(draft: ComposerDraft): string | null {
  const within = (value: number | string, min: number, max: number) =>
    value !== '' && Number(value) >= min && Number(value) <= max;
  const badGap = within(draft.gapMs, 0, 60_000) ? null : text.badGap;
  switch (draft.how) {
    case 'once':
      return null;
    case 'burst':
      if (!within(draft.count, 1, 10_000)) return text.badCount;
      return Number(draft.rate) > 0 && Number(draft.rate) <= 10_000 ? null : text.badRate;
    case 'duplicates':
      return within(draft.times, 2, 100) ? badGap : text.badTimes;
    case 'statuses':
      return draft.statuses.length > 0 ? badGap : text.badValues;
    case 'late':
      return within(draft.afterSeconds, 0, 600) ? null : text.badAfter;
  }
}
