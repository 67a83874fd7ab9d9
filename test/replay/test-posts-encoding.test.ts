import { describe, expect, it } from 'vitest';
import type { TestPost } from '../../contract/index.ts';
import { limits } from '../../main/limits.ts';
import { fieldsIn, headerIn, startTestPosts, test, valueIn } from './test-posts-world.ts';

const text = 'Zoë & €5';
const encodings: TestPost['encoding'][] = ['form', 'query', 'multipart', 'json'];
const sources = { form: 'form', query: 'query', multipart: 'part', json: 'json' } as const;

describe('the encoding of a test post', () => {
  it.each(encodings)('%s: the fields stand there, in order', async (encoding) => {
    await using world = await startTestPosts();
    await world.testPosts.send(test({ kind: 'status', encoding, fields: { status: text, '12': 'last', '"q"': 'x' } }));
    const [post] = world.posts;
    const fields = fieldsIn(post);
    const names = ['code', 'sendTo', 'status', 'ticket', 'custom_ticket', '12'];
    expect(fields.slice(0, 6).map((field) => field.name)).toEqual(names);
    expect(fields).toHaveLength(7);
    expect(fields.every((field) => field.source === sources[encoding])).toBe(true);
    expect(valueIn(post, 'status')).toBe(text);
    expect(headerIn(post, 'content-length')).toBe(String(post?.body.length));
    expect(post?.body.length === 0).toBe(encoding === 'query');
    expect(headerIn(post, 'content-type') === null).toBe(encoding === 'query');
  });

  it('says the charset where it is not UTF-8', async () => {
    await using world = await startTestPosts();
    for (const encoding of ['form', 'json', 'multipart'] as const) {
      await world.testPosts.send(test({ encoding, charset: 'iso-8859-1' }));
    }
    const [form, json, multipart] = world.posts;
    expect(headerIn(form, 'content-type')).toBe('application/x-www-form-urlencoded; charset=iso-8859-1');
    expect(headerIn(json, 'content-type')).toBe('application/json; charset=iso-8859-1');
    expect(headerIn(multipart, 'content-type')).toMatch(/^multipart\/form-data; boundary=\S+$/);
    expect(multipart?.body.toString('latin1')).toContain('\r\nContent-Type: text/plain; charset=iso-8859-1\r\n');
  });
});

describe('the charset of a test post', () => {
  it.each<[TestPost['encoding'], TestPost['charset'], string]>([
    ['form', 'utf-8', 'Zo%C3%AB+%26+%E2%82%AC5'],
    ['form', 'windows-1252', 'Zo%EB+%26+%805'],
    ['form', 'utf-16', '%00Z%00o%00%EB%00+%00%26%00++%AC%005'],
    ['json', 'utf-8', 'Zo\xc3\xab & \xe2\x82\xac5'],
    ['json', 'windows-1252', 'Zo\xeb & \x805'],
    ['json', 'utf-16', 'Z\0o\0\xeb\0 \0&\0 \0\xac\x205\0'],
    ['multipart', 'windows-1252', 'Zo\xeb & \x805'],
    ['multipart', 'utf-16', '\xff\xfeZ\0o\0\xeb\0 \0&\0 \0\xac\x205\0'],
  ])('%s in %s has the bytes of that charset', async (encoding, charset, expected) => {
    await using world = await startTestPosts();
    await world.testPosts.send(test({ encoding, charset, fields: { message: text } }));
    expect(world.posts[0]?.body.toString('latin1')).toContain(expected);
  });

  it('stands in the query, too', async () => {
    await using world = await startTestPosts();
    await world.testPosts.send(test({ encoding: 'query', charset: 'iso-8859-1', fields: { message: 'Zoë' } }));
    expect(world.posts[0]?.target).toContain('&message=Zo%EB&');
  });

  it.each<[TestPost['charset'], string, string]>([
    ['iso-8859-1', '5 €', '"€" (U+20AC)'],
    ['windows-1252', 'hi \u{1f600}', '"\u{1f600}" (U+1F600)'],
    ['windows-1252', '\x80', '(U+0080)'],
    ['utf-8', 'half \ud83d', 'half of a character (U+D83D)'],
  ])('%s refuses what it cannot write', async (charset, message, said) => {
    await using world = await startTestPosts();
    for (const encoding of encodings) {
      const sending = world.testPosts.send(test({ encoding, charset, fields: { message } }));
      await expect(sending).rejects.toMatchObject({ code: 'BAD_REQUEST', message: expect.stringContaining(said) });
      await expect(sending).rejects.toThrow(`The field "message" holds`);
    }
    expect(world.posts).toEqual([]);
  });
});

it('a query that the receiver would refuse is refused before', async () => {
  await using world = await startTestPosts();
  const fields = { message: 'x'.repeat(limits.receiver.targetBytes) };
  await expect(world.testPosts.send(test({ encoding: 'query', fields }))).rejects.toMatchObject({
    code: 'BAD_REQUEST',
    message: expect.stringContaining('Send them as a form'),
  });
  expect(world.receiver.incidents).toEqual([]);
});
