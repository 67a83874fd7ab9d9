import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { startCli } from '../helpers/cli.ts';
import { lookInto, tempFolder, testStore, until } from '../helpers/store.ts';

const rounds = 30;
const posters = 32;
/** Rounds after which the database is looked at in all depth, besides the last. */
const thorough = 10;

interface Load {
  port: number;
  nextTicket(): string;
  /** The first line of a 2xx answer was read. */
  onAnswered(ticket: string): void;
}

/** Sends post after post, each when the one before was answered, until the connection cannot be made any more. */
async function poster(load: Load, keepAlive: boolean): Promise<void> {
  while (await connection(load, keepAlive));
}

/** One connection: one post, or as many as it lasts. False when it did not come about. */
function connection({ port, nextTicket, onAnswered }: Load, keepAlive: boolean): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    let connected = false;
    let ticket = '';
    let told = false;
    let answer = '';
    const send = () => {
      ticket = nextTicket();
      told = false;
      answer = '';
      const body = `sendTo=13125550142&code=12345&status=sent&ticket=${ticket}`;
      const head = `POST /status HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nConnection: ${keepAlive ? 'keep-alive' : 'close'}`;
      socket.write(`${head}\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
    };
    socket.on('connect', () => {
      connected = true;
      send();
    });
    socket.on('data', (chunk: Buffer) => {
      answer += chunk.toString('latin1');
      if (!told && /^HTTP\/1\.1 2\d\d [^\r]*\r\n/.test(answer)) {
        told = true;
        onAnswered(ticket);
      }
      // Answers have no body.
      if (keepAlive && answer.endsWith('\r\n\r\n')) send();
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(connected));
  });
}

test(`${rounds} kills under load lose no answered post`, { timeout: 240_000 }, async () => {
  using folder = tempFolder();
  const answered = new Set<string>();
  let sent = 0;
  for (let round = 1; round <= rounds; round++) {
    const delay = 50 + Math.random() * 550;
    const before = answered.size;
    const ofRound: string[] = [];
    const what = `round ${round}, killed after ${Math.round(delay)} ms`;
    const load = {
      nextTicket: () => `${round}-${++sent}`,
      onAnswered(ticket: string) {
        answered.add(ticket);
        ofRound.push(ticket);
      },
    };
    let loading: Promise<void>[];
    {
      await using app = await startCli([], { dataFolder: folder.path });
      const port = Number(new URL(app.receiver).port);
      loading = Array.from({ length: posters }, (_, i) => poster({ ...load, port }, i % 2 === 0));
      await new Promise((resolve) => setTimeout(resolve, delay));
    }
    await Promise.all(loading);
    expect(answered.size - before, what).toBe(ofRound.length);
    check(folder.file, ofRound, what);
    if (round % thorough === 0) await checkDeeply(folder, [...answered], what);
  }
  // Without load the kills would prove nothing.
  expect(answered.size).toBeGreaterThan(rounds * 20);
});

/** Everything answered in this round is there, once. */
function check(file: string, ofRound: string[], what: string): void {
  using db = lookInto(file);
  const first = ofRound[0]?.split('-')[0];
  const rows = db
    .prepare("SELECT ticket, count(*) AS times FROM posts WHERE ticket LIKE ? || '-%' GROUP BY ticket")
    .all(first) as { ticket: string; times: number }[];
  const stored = new Map(rows.map((row) => [row.ticket, row.times]));
  expect(
    ofRound.filter((ticket) => stored.get(ticket) !== 1),
    what,
  ).toEqual([]);
  expect(
    rows.filter((row) => row.times > 1),
    what,
  ).toEqual([]);
  expect(db.pragma('integrity_check', { simple: true }), what).toBe('ok');
}

/** The file is whole, ids are unique and gapless, and a search finds what was answered once the index has caught up. */
async function checkDeeply(folder: { path: string; file: string }, answered: string[], what: string): Promise<void> {
  await using store = await testStore(folder.path);
  expect(store.movedAside, what).toBe(null);
  using db = lookInto(folder.file);
  expect(db.pragma('integrity_check', { simple: true }), what).toBe('ok');
  const [count, distinct, newest] = db
    .prepare('SELECT count(*), count(DISTINCT ticket), max(id) FROM posts')
    .raw()
    .get() as number[];
  expect([store.total, store.lastId, distinct, newest], what).toEqual([count, count, count, count]);
  const watermark = db.prepare("SELECT CAST(value AS INTEGER) FROM app_values WHERE name = 'index-watermark'").pluck();
  await until('the indexer has caught up', () => watermark.get() === newest, 60_000);
  const stride = Math.max(1, Math.floor(answered.length / 200));
  for (let i = 0; i < answered.length; i += stride) {
    const { posts } = await store.list({ query: `ticket:${answered[i]}`, limit: 2 });
    expect(posts, `${what}, ticket ${answered[i]}`).toMatchObject([{ ticket: answered[i] }]);
  }
  const indexed = new Set<string>();
  for (const row of db.prepare("SELECT rowid FROM post_text WHERE post_text MATCH 'text : sent'").pluck().all())
    indexed.add(String(row));
  expect(indexed.size, what).toBe(count);
}
