import { describe, expect, test } from 'vitest';
import { limits } from '../../main/limits.ts';
import { createLineReader } from '../../main/tunnel/program-lines.ts';
import { urlInLine } from '../../main/tunnel/ssh-url.ts';

/** What a reader of a whole output finds, in order. */
function urlsIn(output: string, host: string): string[] {
  const found: string[] = [];
  const reader = createLineReader((line) => {
    const url = urlInLine(line, host)?.url;
    if (url) found.push(url);
  });
  reader.write(Buffer.from(output));
  reader.end();
  return found;
}

/** As people recorded it, with other names; the links to its own pages come first, and again after the URL. */
const localhostRun = `
===============================================================================
Welcome to localhost.run!

Follow your favourite reverse tunnel at [https://twitter.com/localhost_run].

To set up and manage custom domains go to https://admin.localhost.run/

More details on custom domains (and how to enable subdomains of your custom
domain) at https://localhost.run/docs/custom-domains

To explore using localhost.run visit the documentation site:
https://localhost.run/docs/

===============================================================================

** your connection id is 26493725-4c74-4375-94c1-293a63b33a18, please mention it if you send me a message about an issue. **

authenticated as anonymous user\r\r
f27f2133f61afa.lhr.life tunneled with tls termination, https://f27f2133f61afa.lhr.life\r
create an account and add your key for a longer lasting domain name. see https://localhost.run/docs/forever-free/ for more information.\r
\u001b[7m                      \u001b[0m
\u001b[7m  \u001b[0m ▄▄▄▄▄ █▀▄█ ▄▄▄▄▄ \u001b[7m  \u001b[0m
`;

const localhostRunJson =
  '{"connection_id":"2649","event":"authn","message":"authenticated as anonymous user"}\n' +
  '{"connection_id":"2649","address":"f27f2133f61afa.lhr.life","event":"tcpip-forward","message":"f27f2133f61afa.lhr.life tunneled with tls termination, https://f27f2133f61afa.lhr.life","tls_termination":true}\n';

const serveo = `\u001b[32mForwarding HTTP traffic from https://relego.serveousercontent.com\u001b[0m
Press g to start a GUI session and ctrl-c to quit.
HTTP request from 203.0.113.7 to https://elsewhere.example.com/
`;

const serveoRegister = `To request a particular subdomain, you first need to register your SSH public key.
To register, visit one of the addresses below to login with your Google or GitHub account.
  Google: https://serveo.net/verify/google?key=SHA256%3Aabc
  GitHub: https://serveo.net/verify/github?key=SHA256%3Aabc
Forwarding HTTP traffic from https://relego.serveo.net
`;

const pinggy = `You are not authenticated.
Your tunnel will expire in 60 minutes. Upgrade to Pinggy Pro to get unrestricted tunnels. https://dashboard.pinggy.io

http://nrucj-203-0-113-7.run.pinggy-free.link
https://nrucj-203-0-113-7.run.pinggy-free.link
https://gzohk-203-0-113-7.free.pinggy.net
`;

const motd = `Welcome to Ubuntu 24.04.1 LTS
 * Documentation:  https://help.ubuntu.com
 * Management:     https://landscape.canonical.com
 * Support:        https://ubuntu.com/pro
`;

describe('the public URL in what a server prints', () => {
  test.each([
    ['localhost.run', localhostRun, 'localhost.run', ['https://f27f2133f61afa.lhr.life']],
    ['localhost.run as JSON', localhostRunJson, 'localhost.run', ['https://f27f2133f61afa.lhr.life']],
    ['serveo', serveo, 'serveo.net', ['https://relego.serveousercontent.com']],
    ['serveo with a request to register', serveoRegister, 'serveo.net', ['https://relego.serveo.net']],
    [
      'pinggy',
      pinggy,
      'a.pinggy.io',
      [
        'http://nrucj-203-0-113-7.run.pinggy-free.link',
        'https://nrucj-203-0-113-7.run.pinggy-free.link',
        'https://gzohk-203-0-113-7.free.pinggy.net',
      ],
    ],
    [
      'a server of one’s own',
      'HTTPS: https://calm-fox.example.com:8443\r\n',
      'example.com',
      ['https://calm-fox.example.com:8443'],
    ],
    ['a greeting of a plain server', motd, 'me.example.com', []],
  ])('%s', (_name, output, host, urls) => {
    expect(urlsIn(output, host)).toEqual(urls);
  });

  test.each([
    ['│  https://a.lhr.life  │', 'https://a.lhr.life'],
    ['- http://a.pinggy.link', 'http://a.pinggy.link'],
    ['➜ Public URL: https://a.example.com/', 'https://a.example.com'],
    ['(forwarding https://a.example.com)', 'https://a.example.com'],
    ['tunneled: http://a.example.com, https://a.example.com.', 'https://a.example.com'],
    ['\u001b]8;;https://a.lhr.life\u0007https://a.lhr.life\u001b]8;;\u0007', 'https://a.lhr.life'],
    ['https://localhost.run', null],
    ['https://x@evil.example.com', null],
    ['Forwarding to http://127.0.0.1:4300', null],
    ['https://intranet', null],
    ['HTTP request from 203.0.113.7 to https://b.example.com', null],
  ])('%j is %j', (line, url) => {
    expect(urlsIn(line, 'localhost.run')[0] ?? null).toBe(url);
  });

  test('is final when it is https, or of a server on this machine', () => {
    expect(urlInLine('http://a.pinggy.link', 'a.pinggy.io')?.final).toBe(false);
    expect(urlInLine('https://a.pinggy.link', 'a.pinggy.io')?.final).toBe(true);
    for (const host of ['127.0.0.1', '::1', 'localhost']) {
      expect(urlInLine('http://127.0.0.1:8080', host)).toEqual({ url: 'http://127.0.0.1:8080', final: true });
    }
  });
});

describe('lines', () => {
  test('are the same wherever the chunks of an output begin and end', () => {
    const bytes = Buffer.from(`${localhostRun}${pinggy}`);
    const read = (size: number) => {
      const lines: string[] = [];
      const reader = createLineReader((line) => lines.push(line));
      for (let at = 0; at < bytes.length; at += size) reader.write(bytes.subarray(at, at + size));
      reader.end();
      return lines;
    };
    const whole = read(bytes.length);
    expect(whole).toContain('f27f2133f61afa.lhr.life tunneled with tls termination, https://f27f2133f61afa.lhr.life');
    for (const size of [1, 2, 3, 7, 64]) expect(read(size)).toEqual(whole);
  });

  test('hold no control characters, and are bounded', () => {
    const lines: string[] = [];
    const reader = createLineReader((line) => lines.push(line));
    for (let turn = 0; turn < 3; turn += 1) reader.write(Buffer.alloc(limits.tunnel.programLineChars, 'a'));
    reader.write(Buffer.from('\nb\u0000\u0007c\n\n \t\n'));
    reader.end();
    expect(lines).toEqual(['a'.repeat(limits.tunnel.programLineChars), 'b  c']);
  });
});
