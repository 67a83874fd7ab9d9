import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import type { AppStatus } from '../../contract/index.ts';
import { startApp, type TestApp } from '../helpers/app.ts';
import { startLoad } from '../helpers/load.ts';
import { lookInto, until } from '../helpers/store.ts';
import { expectStoredOnce } from '../helpers/stored.ts';

const fileOf = (app: TestApp) => join(app.folder, 'tapline.db');
const portOf = (app: TestApp) => Number(new URL(app.receiver).port);
const storage = async (app: TestApp) => (await app.api<AppStatus>('GET', '/status')).body.storage;

/** Another program that holds the lock for writing until it is disposed of. */
function lockFile(file: string): Disposable {
  const db = new Database(file);
  db.exec('BEGIN IMMEDIATE');
  return {
    [Symbol.dispose]() {
      if (db.open) db.close();
    },
  };
}

describe.concurrent('another program uses the database file', () => {
  test('while it holds the lock for a second, posts wait, and all are answered', async () => {
    await using app = await startApp();
    expect(await app.post('/callback', 'message=before')).toBe(200);
    await using load = startLoad({ port: portOf(app), name: 'post', senders: 8 });
    await until('posts are answered', () => load.answered.length > 20);
    {
      using _lock = lockFile(fileOf(app));
      const before = load.answered.length;
      await after(1000);
      // At most what was committed already.
      expect(load.answered.length).toBeLessThanOrEqual(before + 8);
    }
    const before = load.answered.length;
    await until('posts are answered again', () => load.answered.length > before + 20);
    await load.stop();
    expect(load.refused).toEqual([]);
    expect(await storage(app)).toMatchObject({ ok: true });
    expectStoredOnce(fileOf(app), load.answered);
  });

  test('while it holds the lock for long, posts are refused with a reason, and taken again afterwards', async () => {
    await using app = await startApp();
    await using load = startLoad({ port: portOf(app), name: 'post', senders: 8 });
    await until('posts are answered', () => load.answered.length > 20);
    {
      using _lock = lockFile(fileOf(app));
      await until('posts are refused', () => load.refused.length > 0);
      expect(load.refused[0]).toMatchObject({ status: 503, retryAfter: expect.stringMatching(/^\d+$/) });
      const { ok, reason } = await storage(app);
      expect(ok).toBe(false);
      expect(reason).toMatch(/^Another program .*Tapline goes on by itself\.$/);
    }
    const before = load.answered.length;
    await until('posts are answered again', () => load.answered.length > before + 20);
    await load.stop();
    expect(load.refused.every(({ status, retryAfter }) => status === 503 && retryAfter !== null)).toBe(true);
    await until('the alarm ends', async () => (await storage(app)).ok);
    expectStoredOnce(fileOf(app), load.answered);
    // What was refused is not stored: the platform sends it again.
    using db = lookInto(fileOf(app));
    const isStored = db.prepare('SELECT 1 FROM posts WHERE ticket = ?');
    expect(load.refused.filter(({ ticket }) => isStored.get(ticket))).toEqual([]);
  });

  test('while it reads for long, the log grows, posts are taken, and the log shrinks when it is done', async () => {
    await using app = await startApp();
    expect(await app.post('/callback', 'message=before')).toBe(200);
    const log = () => statSync(`${fileOf(app)}-wal`).size;
    const mebibyte = 1024 * 1024;
    const reader = new Database(fileOf(app), { readonly: true });
    reader.exec('BEGIN');
    expect(reader.prepare('SELECT count(*) FROM posts').pluck().get()).toBe(1);
    await using large = startLoad({ port: portOf(app), name: 'large', senders: 8, padding: mebibyte, posts: 80 });
    await until('they are answered', () => large.answered.length === 80);
    expect(log()).toBeGreaterThan(80 * mebibyte);
    // It still sees what it saw.
    expect(reader.prepare('SELECT count(*) FROM posts').pluck().get()).toBe(1);
    reader.close();
    await using small = startLoad({ port: portOf(app), name: 'small', senders: 2 });
    await until('the log shrinks', () => log() <= 24 * mebibyte);
    await small.stop();
    expect([large.refused, small.refused]).toEqual([[], []]);
    expectStoredOnce(fileOf(app), [...large.answered, ...small.answered]);
  });
});
