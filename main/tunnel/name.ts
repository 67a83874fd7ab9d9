import { randomBytes } from 'node:crypto';

const adjectives = (
  'able agile amber bold brave brisk calm clear cool crisp deep eager early fair fast fine firm fond free fresh glad ' +
  'gold good grand green happy jolly keen kind late light lucky mild neat new noble pale plain proud quick quiet rapid ' +
  'ready red rich sharp shy silver smart soft solid still sunny sweet swift tall tidy true vivid warm wide wise young'
).split(' ');

const animals = (
  'ant ape bat bear bee bird boar bug calf carp cat clam cod cow crab crane crow deer dog dove duck eagle eel elk fawn ' +
  'finch fish fly fox frog goat goose gull hare hawk hen heron horse ibis jay kite koala lark lion lynx mink mole moose ' +
  'moth mouse mule newt otter owl panda pig pony puma quail ram rat raven robin seal shark sheep snail swan tiger toad'
).split(' ');

const base32 = 'abcdefghijkmnpqrstuvwxyz23456789';

/** The tunnel server's rule, and the one of host names (RFC 1035, 2.3.4: at most 63 characters in a label). */
const namePattern = /^[a-z0-9][a-z0-9-]{2,61}[a-z0-9]$/;

/** @returns true for a name a tunnel server takes: 4 to 63 characters of a-z, 0-9 and, not first or last, "-". */
export function isValidName(name: string): boolean {
  return namePattern.test(name);
}

/**
 * A new name such as `calm-fox-k7m2qx4`: words for people, and 35 random bits because whoever guesses a name can take it
 * while its owner is away.
 */
export function randomName(): string {
  const bytes = randomBytes(9);
  const pick = (list: readonly string[], at: number) => list[(bytes[at] ?? 0) % list.length] ?? '';
  const tail = Array.from(bytes.subarray(2), (byte) => base32[byte % base32.length]).join('');
  return `${pick(adjectives, 0)}-${pick(animals, 1)}-${tail}`;
}

/** @returns the first label of a URL's host name: the name under which a tunnel server keeps the tunnel. */
export function nameInUrl(url: string): string | null {
  const labels = new URL(url).hostname.split('.');
  const first = labels[0] ?? '';
  return labels.length > 1 && isValidName(first) && /[a-z]/.test(labels.at(-1) ?? '') ? first : null;
}
