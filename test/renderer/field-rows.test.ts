import { expect, it } from 'vitest';
import type { DialectInfo, DocumentedField, Finding } from '../../contract/index.ts';
import { documentedFor, fieldRows, rowKeyOf } from '../../renderer/post/field-rows.ts';
import { field } from './posts.ts';

const documented = (name: string): DocumentedField => ({
  name,
  meaning: null,
  optional: false,
  secret: false,
  sample: '',
});
const finding = (part: Partial<Finding>): Finding => ({
  code: 'missing-field',
  severity: 'warning',
  field: null,
  position: null,
  sentence: 'Something is odd.',
  postId: null,
  ...part,
});

it('lists fields in their order, then the documented ones that did not come', () => {
  const rows = fieldRows({
    fields: [field(0, { name: 'message' }), field(1, { name: 'extra' })],
    findings: [],
    documented: [documented('phone'), documented('message')],
  });
  expect(rows.map((row) => [row.type, row.key])).toEqual([
    ['field', 'field-0'],
    ['field', 'field-1'],
    ['missing', 'missing-phone'],
  ]);
});

it('treats a name in another case as another field', () => {
  const rows = fieldRows({ fields: [field(0, { name: 'Phone' })], findings: [], documented: [documented('phone')] });
  expect(rows.map((row) => row.key)).toEqual(['field-0', 'missing-phone']);
});

it('puts a finding on the one field it is about, and on all of that name when no position is known', () => {
  const fields = [field(0, { name: 'a' }), field(1, { name: 'a' })];
  const exact = fieldRows({ fields, findings: [finding({ field: 'a', position: 1 })], documented: [] });
  expect(exact.map((row) => row.findings.length)).toEqual([0, 1]);
  const both = fieldRows({ fields, findings: [finding({ field: 'a' })], documented: [] });
  expect(both.map((row) => row.findings.length)).toEqual([1, 1]);
});

it('leads from a finding to its line', () => {
  const fields = [field(0, { name: 'a' }), field(7, { name: 'b' })];
  expect(rowKeyOf(finding({ field: 'b' }), fields)).toBe('field-7');
  expect(rowKeyOf(finding({ field: 'gone' }), fields)).toBe('missing-gone');
  expect(rowKeyOf(finding({}), fields)).toBeNull();
});

it('documents nothing for a post of no known dialect', () => {
  const dialects: DialectInfo[] = [
    { id: 'one', name: 'One', kinds: [{ kind: 'status', fields: [documented('ticket')] }], retry: null },
  ];
  expect(documentedFor({ dialect: null, kind: 'status' }, dialects)).toEqual([]);
  expect(documentedFor({ dialect: 'one', kind: 'callback' }, dialects)).toEqual([]);
  expect(documentedFor({ dialect: 'one', kind: 'status' }, dialects)).toHaveLength(1);
});
