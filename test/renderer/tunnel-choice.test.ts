import { describe, expect, it } from 'vitest';
import { type TunnelChoice, tunnelChoiceSchema } from '../../contract/index.ts';
import { choiceOf, draftOf, serviceOf, withService } from '../../renderer/tunnel/choice-draft.ts';

const choices: TunnelChoice[] = [
  { provider: 'off' },
  { provider: 'localtunnel', host: 'https://lt.test', name: null },
  { provider: 'localtunnel', host: 'https://lt.test', name: 'calm-fox' },
  { provider: 'url', url: 'https://dev.test' },
  { provider: 'cloudflared', program: null },
  { provider: 'ngrok', program: '/opt/ngrok', name: 'a.ngrok.test' },
  {
    provider: 'ssh',
    host: 'ssh.test',
    port: 2222,
    user: 'dev',
    key: '/home/dev/key',
    remotePort: 8080,
    name: null,
    remoteCommand: 'keep',
    url: 'https://dev.test',
  },
];

describe('the draft of a choice', () => {
  it.each(choices)('gives back what was chosen: $provider', (choice) => {
    expect(choiceOf(draftOf(choice))).toEqual(choice);
  });

  it.each(['localtunnel', 'ssh', 'cloudflared', 'ngrok'] as const)(
    'begins %s with a choice that is allowed',
    (provider) => {
      const choice = choiceOf({ ...draftOf({ provider: 'off' }), provider });
      expect(tunnelChoiceSchema.parse(choice)).toEqual(choice);
    },
  );

  it('keeps what was typed for one provider while another is looked at', () => {
    const draft = draftOf({ provider: 'localtunnel', host: 'https://lt.test', name: 'calm-fox' });
    const back = { ...draft, provider: 'off' as const };
    expect(choiceOf({ ...back, provider: 'localtunnel' })).toEqual(choices[2]);
  });

  it('takes blanks for nothing', () => {
    const draft = draftOf({ provider: 'off' });
    const typed = {
      ...draft,
      provider: 'localtunnel' as const,
      localtunnel: { host: ' https://lt.test ', name: '  ' },
    };
    expect(choiceOf(typed)).toEqual(choices[1]);
  });
});

describe('ssh services', () => {
  const { ssh } = draftOf({ provider: 'off' });

  it('are told by their host', () => {
    expect(serviceOf(ssh.host)).toBe('localhost.run');
    expect(serviceOf('a.pinggy.io')).toBe('pinggy');
    expect(serviceOf('ssh.example.org')).toBe('own');
  });

  it('bring their ports and keep the rest', () => {
    expect(withService({ ...ssh, user: 'dev' }, 'pinggy')).toMatchObject({
      host: 'a.pinggy.io',
      port: 443,
      user: 'dev',
    });
    expect(withService({ ...ssh, port: 2222 }, 'localhost.run').port).toBe(2222);
    expect(withService(ssh, 'own').host).toBe('');
  });
});
