import { expect, test } from 'vitest';
import { viaOf } from '../../main/receiver/via.ts';

const publicUrl = 'https://calm-fox.loca.lt';

test.each([
  ['a program on this machine', ['Host', '127.0.0.1:4710'], publicUrl, 'local'],
  ['a post to the public name', ['hOST', 'Calm-Fox.loca.lt'], publicUrl, 'tunnel'],
  ['a post to the public name with another port', ['Host', 'calm-fox.loca.lt:8443'], publicUrl, 'local'],
  ['what a proxy marked', ['Host', 'localhost:4710', 'X-Forwarded-For', '192.0.2.7'], null, 'tunnel'],
  ['a standard proxy header', ['Host', 'localhost', 'Forwarded', 'for=192.0.2.7'], null, 'tunnel'],
  ['no tunnel', ['Host', 'calm-fox.loca.lt'], null, 'local'],
  ['a public URL that is this machine itself', ['Host', '127.0.0.1:4710'], 'http://127.0.0.1:4710', 'local'],
  ['no Host at all', [], publicUrl, 'local'],
] as const)('%s', (_name, rawHeaders, url, via) => {
  expect(viaOf(rawHeaders, url)).toBe(via);
});
