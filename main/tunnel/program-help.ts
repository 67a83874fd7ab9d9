export type ProgramName = 'ssh' | 'cloudflared' | 'ngrok';

const commands: Record<ProgramName, Partial<Record<NodeJS.Platform, string>>> = {
  ssh: {
    darwin: 'It is part of macOS, at /usr/bin/ssh.',
    win32: 'Add it with Settings > System > Optional features > OpenSSH Client.',
    linux:
      'Install it with "sudo apt install openssh-client" (Debian, Ubuntu) or "sudo dnf install openssh-clients" (Fedora).',
  },
  cloudflared: {
    darwin: 'Install it with "brew install cloudflared".',
    win32: 'Install it with "winget install --id Cloudflare.cloudflared".',
    linux: 'Get the package for your system at https://github.com/cloudflare/cloudflared/releases.',
  },
  ngrok: {
    darwin: 'Install it with "brew install ngrok", then run "ngrok config add-authtoken <token>" once.',
    win32: 'Install it with "winget install ngrok.ngrok", then run "ngrok config add-authtoken <token>" once.',
    linux: 'Install it with "sudo snap install ngrok", then run "ngrok config add-authtoken <token>" once.',
  },
};

const pages: Record<ProgramName, string> = {
  ssh: 'https://www.openssh.com',
  cloudflared: 'https://developers.cloudflare.com/cloudflare-one/connections/connect-networks/downloads/',
  ngrok: 'https://ngrok.com/download',
};

/** How to install a program on this system, in a sentence. */
export function installHelp(program: ProgramName, platform: NodeJS.Platform = process.platform): string {
  return commands[program][platform] ?? `Get it at ${pages[program]}.`;
}

/** Why a program cannot be started, in sentences. `given` is the path that the user chose, if any. */
export function reasonOfAbsence(program: ProgramName, given: string | null): string {
  const where = given === null ? 'was not found on PATH' : `is not at "${given}", or cannot be run there`;
  return `The program ${program} ${where}. ${installHelp(program)}`;
}
