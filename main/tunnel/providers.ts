import type { ProviderInfo, TunnelChoice } from '../../contract/index.ts';
import { createCloudflared } from './cloudflared.ts';
import { createLocaltunnel } from './localtunnel.ts';
import { createNgrok } from './ngrok.ts';
import { installHelp, type ProgramName } from './program-help.ts';
import { type FindOptions, findProgram } from './program-path.ts';
import type { TunnelProvider } from './provider.ts';
import { createSsh } from './ssh.ts';
import { createUrlTunnel } from './url.ts';

/**
 * The provider for a choice; null = off.
 * @param version of Tapline, for the User-Agent.
 * @throws Error with a sentence when a value of the choice cannot be used
 */
export function providerOf(choice: TunnelChoice, version: string): TunnelProvider | null {
  switch (choice.provider) {
    case 'off':
      return null;
    case 'localtunnel':
      return createLocaltunnel({ host: choice.host, version });
    case 'url':
      return createUrlTunnel(choice.url);
    case 'ssh':
      return createSsh(choice);
    case 'cloudflared':
      return createCloudflared(choice);
    case 'ngrok':
      return createNgrok(choice);
  }
}

const offered: readonly (Pick<ProviderInfo, 'id' | 'label' | 'about'> & { program: ProgramName | null })[] = [
  {
    id: 'localtunnel',
    label: 'localtunnel',
    about: 'A public URL by a localtunnel server, under a name that is kept. Nothing to install, no account.',
    program: null,
  },
  {
    id: 'ssh',
    label: 'SSH',
    about: 'A public URL by an SSH server: localhost.run, pinggy, serveo, or a server of your own.',
    program: 'ssh',
  },
  {
    id: 'cloudflared',
    label: 'Cloudflare quick tunnel',
    about: 'A public URL by Cloudflare, without an account. It is another one after every start.',
    program: 'cloudflared',
  },
  {
    id: 'ngrok',
    label: 'ngrok',
    about: 'A public URL by ngrok, on a domain of your account if you have one. It needs an account.',
    program: 'ngrok',
  },
  {
    id: 'url',
    label: 'Own URL',
    about: 'A URL that already leads here by means of your own, such as a reverse proxy.',
    program: null,
  },
  { id: 'off', label: 'Off', about: 'No public URL: only this machine can post to Tapline.', program: null },
];

/** All providers, in the order in which the window offers them, and whether their programs are on this machine. */
export function providerInfos(options: FindOptions = {}): Promise<ProviderInfo[]> {
  return Promise.all(
    offered.map(async ({ program, ...info }) => {
      const available = program === null || (await findProgram(program, options)) !== null;
      return {
        ...info,
        available,
        help: program === null || available ? null : installHelp(program, options.platform),
      };
    }),
  );
}
