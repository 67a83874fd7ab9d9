import type { ProviderId, TunnelChoice } from '../../contract/index.ts';

type Of<P extends ProviderId> = Omit<Extract<TunnelChoice, { provider: P }>, 'provider'>;
/** What an input holds: null is an empty box. */
type Typed<T> = { [K in keyof T]: null extends T[K] ? string : T[K] };

/** What is typed into the form, for every provider at once: looking at another one loses nothing. */
export interface ChoiceDraft {
  provider: ProviderId;
  localtunnel: Typed<Of<'localtunnel'>>;
  ssh: Typed<Of<'ssh'>>;
  cloudflared: Typed<Of<'cloudflared'>>;
  ngrok: Typed<Of<'ngrok'>>;
  url: Typed<Of<'url'>>;
}

export type FieldsProvider = Exclude<ProviderId, 'off'>;

/** Public ssh services, and what differs between them when asked for a tunnel; the last one is a server of the user's own. */
export const sshServices = {
  'localhost.run': { host: 'localhost.run', port: 22, remotePort: 80 },
  pinggy: { host: 'a.pinggy.io', port: 443, remotePort: 0 },
  serveo: { host: 'serveo.net', port: 22, remotePort: 80 },
  own: null,
} as const;
export type SshService = keyof typeof sshServices;

const empty: ChoiceDraft = {
  provider: 'off',
  localtunnel: { host: 'https://localtunnel.me', name: '' },
  ssh: { host: 'localhost.run', port: 22, user: '', key: '', remotePort: 80, name: '', remoteCommand: '', url: '' },
  cloudflared: { program: '' },
  ngrok: { program: '', name: '' },
  url: { url: '' },
};

/** A draft that says what is chosen now. */
export function draftOf(choice: TunnelChoice): ChoiceDraft {
  const { provider, ...fields } = choice;
  if (provider === 'off') return { ...empty, provider };
  const typed = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, value ?? '']));
  return { ...empty, provider, [provider]: { ...empty[provider], ...typed } };
}

/** What the draft chooses. Blanks around a value are not meant. */
export function choiceOf(draft: ChoiceDraft): TunnelChoice {
  const { ssh } = draft;
  switch (draft.provider) {
    case 'off':
      return { provider: 'off' };
    case 'localtunnel':
      return { provider: 'localtunnel', host: draft.localtunnel.host.trim(), name: orNull(draft.localtunnel.name) };
    case 'url':
      return { provider: 'url', url: draft.url.url.trim() };
    case 'cloudflared':
      return { provider: 'cloudflared', program: orNull(draft.cloudflared.program) };
    case 'ngrok':
      return { provider: 'ngrok', program: orNull(draft.ngrok.program), name: orNull(draft.ngrok.name) };
    case 'ssh':
      return {
        provider: 'ssh',
        host: ssh.host.trim(),
        port: ssh.port,
        user: orNull(ssh.user),
        key: orNull(ssh.key),
        remotePort: ssh.remotePort,
        name: orNull(ssh.name),
        remoteCommand: orNull(ssh.remoteCommand),
        url: orNull(ssh.url),
      };
  }
}

/** The service that a host belongs to. */
export function serviceOf(host: string): SshService {
  const found = Object.entries(sshServices).find(([, service]) => service?.host === host.trim());
  return (found?.[0] ?? 'own') as SshService;
}

/** Takes a service over; a server of one's own begins with an empty host. */
export function withService(ssh: ChoiceDraft['ssh'], service: SshService): ChoiceDraft['ssh'] {
  if (service === serviceOf(ssh.host)) return ssh;
  return { ...ssh, ...(sshServices[service] ?? { host: '', port: 22, remotePort: 80 }) };
}

function orNull(typed: string): string | null {
  return typed.trim() || null;
}
