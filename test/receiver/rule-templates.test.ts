import { describe, expect, test } from 'vitest';
import type { ResponseRule } from '../../contract/index.ts';
import { endpointWith } from './rules.ts';
import { post, startWorld } from './world.ts';

const form = 'Content-Type: application/x-www-form-urlencoded';
const json = 'Content-Type: application/json';

/** What a rule answers to one request. */
async function answered(rule: Partial<ResponseRule>, request: string) {
  await using world = await startWorld({ endpoints: () => [endpointWith(rule)] });
  return await world.ask(request);
}

describe('{{name}} in an answer', () => {
  test.each<[string, string, { path?: string; sent: string }, string]>([
    ['the value of a field', 'Hi {{phone}}!', { sent: 'phone=1312&code=5' }, 'Hi 1312!'],
    ['blanks around the name do not count', '{{ phone }}{{\tcode}}', { sent: 'phone=1312&code=5' }, '13125'],
    ['the first of several', '{{a}}', { sent: 'a=1&a=2' }, '1'],
    ['the query before the body', '{{a}}', { path: '/rule?a=q', sent: 'a=b' }, 'q'],
    ['nothing for a field that is missing, has no value, or an empty one', '[{{x}}{{y}}{{z}}]', { sent: 'y&z=' }, '[]'],
    ['decoded', '{{m}}', { sent: 'm=a%26b+%C3%A9%3D' }, 'a&b é='],
    ['every time', '{{a}}{{a}}', { sent: 'a=1' }, '11'],
    ['not looked through again', '{{a}}', { sent: 'a=%7B%7Bb%7D%7D&b=secret' }, '{{b}}'],
    ['without a meaning of its own for "$"', '{{a}}', { sent: "a=$%26$1$$$'" }, "$&$1$$$'"],
    ['a line break stays in the body', '{{a}}', { sent: 'a=1%0D%0A2' }, '1\r\n2'],
    ['names with brackets', '{{to[0]}}', { sent: 'to[0]=x' }, 'x'],
    ['other braces stay', '{a} {{}} {{a\nb}} }}', { sent: 'a=1' }, '{a} {{}} {{a\nb}} }}'],
  ])('%s', async (_what, body, { path = '/rule', sent }, expected) => {
    const answer = await answered({ body }, post(path, sent, form));
    expect(answer.body.toString('utf8')).toBe(expected);
    expect(answer.header('content-length')).toBe(String(Buffer.byteLength(expected)));
  });

  test('members of JSON stand under their paths', async () => {
    const sent = '{"message":{"text":"hello"},"n":12,"list":[1,{"x":true}]}';
    const answer = await answered({ body: '{{message.text}} {{n}} {{list[1].x}}' }, post('/rule', sent, json));
    expect(answer.body.toString()).toBe('hello 12 true');
  });

  test('header values lose what would begin another line, and are UTF-8', async () => {
    const answer = await answered(
      { headers: [['X-Echo', '<{{a}}>']], body: '' },
      post('/rule', 'a=1%0D%0ASet-Cookie:+x%00%C3%A9', form),
    );
    expect(answer.header('set-cookie')).toBeNull();
    expect(Buffer.from(answer.header('x-echo') ?? '', 'latin1').toString('utf8')).toBe('<1Set-Cookie: xé>');
  });

  test('a body of another type has no fields, and is answered', async () => {
    const text = 'Content-Type: text/plain';
    const answer = await answered({ status: 201, body: '<{{a}}>' }, post('/rule', 'a=1', text));
    expect([answer.status, answer.body.toString()]).toEqual([201, '<>']);
  });
});
