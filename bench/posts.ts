import type { CapturedPost } from '../main/store/types.ts';
import { pick, seeded, skewed } from './random.ts';

/** What the posts of a bench are made of; searches ask for some of it. */
export const sample = {
  phones: 200_000,
  words: 20_000,
  codes: ['12345', '54321', '77007', '90210'],
  keywords: ['JOIN', 'STOP', 'PIZZA', 'VOTE', 'HELP', 'INFO', 'DEALS', 'ALERTS'],
  statuses: ['queued', 'sent', 'delivered', 'failed'],
  start: Date.UTC(2026, 9, 1),
  spanMs: 30 * 24 * 60 * 60 * 1000,
};

const carriers = ['Acme Wireless', 'Northern Cell', 'Prairie Mobile', 'Lakeside'];
const groups = ['Chicago', 'Salt Lake', 'Everyone', 'Staff', 'Beta testers'];
const consonants = 'bcdfghjklmnprstvwz';
const vowels = 'aeiou';

/** The word of a rank: two to four syllables, no two ranks alike. */
export function wordOf(rank: number): string {
  const syllables = consonants.length * vowels.length;
  let rest = rank + syllables;
  let word = '';
  while (rest > 0) {
    const at = (rest * 37) % syllables;
    word += `${consonants[Math.floor(at / vowels.length)]}${vowels[at % vowels.length]}`;
    rest = Math.floor(rest / syllables);
  }
  return word;
}

/** Each subscriber talks with one short code. */
function codeOf(subscriber: number): string {
  return sample.codes[subscriber % sample.codes.length] as string;
}

/** The number of a subscriber, always eleven digits. */
export function phoneOf(subscriber: number): string {
  const area = 200 + ((subscriber * 11) % 700);
  return `1${area}${String(2_000_000 + ((subscriber * 7919) % 7_999_999)).slice(0, 7)}`;
}

const common = [
  ['Host', 'calm-fox.loca.lt'],
  ['User-Agent', 'Jakarta Commons-HttpClient/3.1'],
  ['Content-Type', 'application/x-www-form-urlencoded'],
  ['X-Forwarded-Proto', 'https'],
  ['X-Forwarded-For', '203.0.113.7'],
  ['Accept-Encoding', 'gzip'],
  ['Connection', 'close'],
].flat();

/**
 * Makes everyday posts, the same for the same seed: callbacks with a message, and statuses that follow a ticket.
 * @param count how many posts share the span of time
 */
export function postMaker(seed: number, count: number): (n: number) => CapturedPost {
  const random = seeded(seed);
  const tickets: { ticket: string; phone: string; code: string; step: number }[] = [];
  let nextTicket = 10_000_000;

  function message(): string {
    const words = Array.from({ length: 3 + Math.floor(random() * 9) }, () => wordOf(skewed(random, sample.words)));
    return words.join(' ');
  }
  function callback(n: number): [string, Record<string, string>] {
    const subscriber = Math.floor(random() * sample.phones);
    const code = codeOf(subscriber);
    const fields = {
      title: pick(random, groups),
      code,
      shortcode: code,
      message: message(),
      phone: phoneOf(subscriber),
      carrier: pick(random, carriers),
      keyword: pick(random, sample.keywords),
      group: pick(random, groups),
      custom_ticket: `order-${n}`,
      default_keyword: 'JOIN',
    };
    return ['/callback', fields];
  }
  function status(n: number): [string, Record<string, string>] {
    let one = tickets.length > 500 || random() < 0.6 ? tickets.shift() : undefined;
    if (!one) {
      nextTicket++;
      const subscriber = Math.floor(random() * sample.phones);
      one = { ticket: String(nextTicket), phone: phoneOf(subscriber), code: codeOf(subscriber), step: 0 };
    }
    const value = one.step < 2 || random() < 0.97 ? sample.statuses[one.step] : 'failed';
    if (one.step < 2) tickets.push({ ...one, step: one.step + 1 });
    const fields = { code: one.code, sendTo: one.phone, status: value ?? 'sent', ticket: one.ticket };
    return ['/status', { ...fields, custom_ticket: `batch-${Math.floor(n / 1000)}` }];
  }
  return (n) => {
    const kind = random();
    const [target, fields] =
      kind < 0.005 ? ['/wp-login.php', { log: 'admin', pwd: wordOf(n % 50) }] : kind < 0.55 ? callback(n) : status(n);
    const body = Buffer.from(new URLSearchParams(fields as Record<string, string>).toString());
    return {
      receivedAt: sample.start + Math.floor((n / count) * sample.spanMs),
      receiveMs: 1 + random(),
      method: 'POST',
      target: target as string,
      httpVersion: '1.1',
      rawHeaders: [...common, 'Content-Length', String(body.length)],
      rawTrailers: [],
      body,
      remoteAddress: '127.0.0.1',
      via: 'tunnel',
      responseStatus: random() < 0.002 ? 503 : 200,
    };
  };
}
