import { describe, expect, it } from 'vitest';
import type { Finding, PlatformReading } from '../../contract/index.ts';
import { fieldBytes } from '../../renderer/post/field-bytes.ts';
import { statusKeyOf } from '../../renderer/post/field-rows.ts';
import { tabOf } from '../../renderer/post/finding-groups.ts';
import { byPosition } from '../../renderer/post/use-readings.ts';
import { field } from './posts.ts';

const finding = (part: Partial<Finding>): Finding => ({
  code: 'duplicate-post',
  severity: 'info',
  field: null,
  position: null,
  sentence: 'A sentence.',
  postId: null,
  ...part,
});

describe('byPosition', () => {
  it('gives each field every expression it is part of', () => {
    const reading = (
      platform: PlatformReading['platform'],
      expression: string,
      positions: number[],
    ): PlatformReading => ({
      platform,
      fields: [{ expression, value: 'x', positions, note: null }],
      notes: [],
    });
    const found = byPosition([reading('php', "$_POST['a']", [0, 2]), reading('aspnet', 'Request.Form["a"]', [2])]);
    expect(found.get(0)?.map(({ expression }) => expression)).toEqual(["$_POST['a']"]);
    expect(found.get(2)?.map(({ platform }) => platform)).toEqual(['php', 'aspnet']);
    expect(found.has(1)).toBe(false);
  });
});

describe('fieldBytes', () => {
  const body = Buffer.from('phone=1&message=caf%E9');

  it('cuts the raw bytes of a value out of the body', () => {
    const found = fieldBytes(field(1, { range: { start: 16, end: 22 } }), { target: '/callback' }, body);
    expect(Buffer.from(found?.bytes ?? []).toString()).toBe('caf%E9');
  });

  it('cuts those of a query field out of the target, byte for byte', () => {
    const query = field(0, { source: 'query', range: { start: 2, end: 6 } });
    const found = fieldBytes(query, { target: '/callback?m=caf\xe9&x=1' }, null);
    expect([...(found?.bytes ?? [])]).toEqual([0x63, 0x61, 0x66, 0xe9]);
  });

  it('has none where no single stretch holds the value', () => {
    expect(fieldBytes(field(0), { target: '/callback' }, body)).toBeNull();
  });
});

describe('where a finding leads', () => {
  it.each([
    [{ code: 'zero-lost' as const, field: 'phone' }, 'fields'],
    [{ code: 'repeated-header' as const }, 'headers'],
    [{ code: 'json-damaged' as const }, 'body'],
    [{ code: 'duplicate-post' as const, postId: 1 }, null],
  ])('%j leads to %j', (part, tab) => {
    expect(tabOf(finding(part))).toBe(tab);
  });
});

describe('statusKeyOf', () => {
  it('is the last field of such a name with the value of the post', () => {
    const fields = [
      field(0, { name: 'status', value: 'first' }),
      field(1, { name: 'status', value: 'second' }),
      field(2, { name: 'message', value: 'second' }),
    ];
    expect(statusKeyOf({ fields, status: 'second' })).toBe('field-1');
    expect(statusKeyOf({ fields, status: null })).toBeNull();
  });
});
