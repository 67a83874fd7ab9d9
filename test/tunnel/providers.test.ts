import { describe, expect, test } from 'vitest';
import { providerInfoSchema, type TunnelChoice, tunnelChoiceSchema } from '../../contract/tunnel.ts';
import { providerInfos, providerOf } from '../../main/tunnel/providers.ts';

const choiceOf = (choice: object): TunnelChoice => tunnelChoiceSchema.parse(choice);

describe('the provider of a choice', () => {
  test.each([
    [{ provider: 'localtunnel' }, 'localtunnel'],
    [{ provider: 'url', url: 'https://sms.example.com' }, 'url'],
    [{ provider: 'ssh' }, 'ssh'],
    [{ provider: 'cloudflared' }, 'cloudflared'],
    [{ provider: 'ngrok', name: 'calm-fox.ngrok.app' }, 'ngrok'],
  ])('%j is %s', (choice, id) => {
    expect(providerOf(choiceOf(choice), '0.0.0')?.id).toBe(id);
  });

  test('is none where the tunnel is off', () => {
    expect(providerOf({ provider: 'off' }, '0.0.0')).toBeNull();
  });

  test.each([
    { provider: 'localtunnel', host: 'localtunnel.me' },
    { provider: 'url', url: 'sms.example.com' },
    { provider: 'ssh', host: '-oProxyCommand=x' },
    { provider: 'cloudflared', program: '' },
    { provider: 'ngrok', name: 'https://a.ngrok.app' },
  ])('%j is refused with a sentence', (choice) => {
    expect(() => providerOf(choiceOf(choice), '0.0.0')).toThrow(/^(The |").{20,}\.$/);
  });
});

test('the window is told of every provider, and how to install what is missing', async () => {
  const nothing = await providerInfos({ env: { PATH: '' }, platform: 'win32' });
  expect(nothing.map(({ id, available, help }) => [id, available, help === null])).toEqual([
    ['localtunnel', true, true],
    ['ssh', false, false],
    ['cloudflared', false, false],
    ['ngrok', false, false],
    ['url', true, true],
    ['off', true, true],
  ]);
  for (const info of await providerInfos()) expect(providerInfoSchema.parse(info).help === null).toBe(info.available);
});
