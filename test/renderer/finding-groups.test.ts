import { expect, it } from 'vitest';
import type { Finding } from '../../contract/index.ts';
import { groupFindings } from '../../renderer/post/finding-groups.ts';

const finding = (part: Partial<Finding>): Finding => ({
  code: 'invalid-utf8',
  severity: 'info',
  field: null,
  position: null,
  sentence: 'Something is odd.',
  postId: null,
  ...part,
});
const missing = (field: string) => finding({ code: 'missing-field', severity: 'warning', field });

it('lists the worst first', () => {
  const groups = groupFindings([finding({}), finding({ severity: 'error' }), finding({ severity: 'warning' })]);
  expect(groups.map((group) => group.type === 'one' && group.finding.severity)).toEqual(['error', 'warning', 'info']);
});

it('keeps a few missing fields apart', () => {
  expect(groupFindings([missing('a'), missing('b')])).toHaveLength(2);
});

it('puts many missing fields into one line among those of their severity, and loses none', () => {
  const groups = groupFindings([missing('a'), missing('b'), finding({}), missing('c')]);
  expect(groups.map((group) => group.type)).toEqual(['missing', 'one']);
  const first = groups[0];
  expect(first?.type === 'missing' && first.findings.map((each) => each.field)).toEqual(['a', 'b', 'c']);
});
