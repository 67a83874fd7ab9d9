import { readdirSync, readFileSync, statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { migrationHash } from '../../main/store/migrate.ts';
import { type Migration, migrations } from '../../main/store/migrations.ts';
import { openForWriting } from '../../main/store/open.ts';
import { captured, lookInto, openEngine, tempFolder } from '../helpers/store.ts';

/** The newest step there is. */
const newest = migrations.at(-1)?.number ?? 0;

/** Two steps that a later version might add. */
const later: Migration[] = [
  ...migrations,
  {
    number: newest + 1,
    name: 'colours',
    sql: 'CREATE TABLE colours (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;',
  },
  { number: newest + 2, name: 'red', sql: "INSERT INTO colours (name) VALUES ('red');" },
];

test('released steps keep their text', () => {
  // A step that was released must never change. Add another one instead, and its line here.
  expect(migrations.map((one) => `${one.number} ${migrationHash(one)}`)).toEqual([
    '1 61d05df419e9c03d5b8779ddd986b54d3c3c8da93aa348fb1f11fceeab1fae67',
    '2 7231de1d659769b40a30e72f2cccf56de362992fe77340bcfe225509f80d47ce',
    '3 bf80ae18d217999b6e5b90f92ebd5e99f23fdbd120c64e8e2ccda7c0921c1ed2',
    '4 2089e06f27d871a57c38c5c641babb0e2049b9c7008e1b533971f83647b223bf',
    '5 c8d22e0bdf45b71083cfe4f866916183c33c7a7fa41c8c7bf6a19d7535227e54',
    '6 b5b9b09caebaf3bd6686a48a11754e6b42356ea49f63073ced439f6549121d81',
    '7 111f9371066e3d39aaf4ca17da58e1e3202f37dd08b3d2dc2c96d12da07ace09',
  ]);
});

test('a new database needs no copy of itself', () => {
  using folder = tempFolder();
  openForWriting(folder.file).db.close();
  expect(readdirSync(folder.path)).toEqual(['tapline.db']);
});

test('new steps are applied once, each after a copy of the file', () => {
  using folder = tempFolder();
  {
    using engine = openEngine(folder.file);
    engine.add(captured(), captured());
    engine.index();
  }
  for (let start = 0; start < 2; start++) {
    const { db } = openForWriting(folder.file, { migrations: later });
    expect(db.prepare('SELECT name FROM colours').pluck().all()).toEqual(['red']);
    expect(db.pragma('user_version', { simple: true })).toBe(newest + 2);
    expect(db.prepare('SELECT count(*) FROM posts').pluck().get()).toBe(2);
    db.close();
  }
  for (const [copy, version] of [
    [newest + 1, newest],
    [newest + 2, newest + 1],
  ]) {
    const file = `${folder.file}.before-${String(copy).padStart(4, '0')}`;
    expect((statSync(file).mode & 0o777).toString(8)).toBe('600');
    using db = lookInto(file);
    expect(db.pragma('user_version', { simple: true })).toBe(version);
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(db.prepare('SELECT count(*) FROM posts').pluck().get()).toBe(2);
    expect(db.prepare("SELECT rowid FROM post_text WHERE post_text MATCH 'join'").pluck().all()).toEqual([1, 2]);
  }
});

test('a step that fails changes nothing, says so, and is tried again by the next start', () => {
  using folder = tempFolder();
  openForWriting(folder.file).db.close();
  const wrong = [
    ...migrations,
    { number: newest + 1, name: 'wrong', sql: 'CREATE TABLE a (b); INSERT INTO nowhere VALUES (1);' },
  ];
  for (let start = 0; start < 2; start++) {
    expect(() => openForWriting(folder.file, { migrations: wrong })).toThrow(/cannot be opened .*nowhere.*--data\.$/);
  }
  const { db } = openForWriting(folder.file, { migrations: later });
  expect(db.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'a'").pluck().get()).toBe(0);
  db.close();
});

test('a file of a newer version is refused, and not a byte of it changes', () => {
  using folder = tempFolder();
  let log: Buffer;
  {
    const { db } = openForWriting(folder.file);
    db.pragma('user_version = 99');
    log = readFileSync(`${folder.file}-wal`);
    db.close();
  }
  const bytes = readFileSync(folder.file);
  expect(log.length).toBeGreaterThan(0);
  expect(() => openForWriting(folder.file)).toThrow(
    `written by a newer Tapline (schema 99, this one knows ${newest}). Start that version`,
  );
  expect(readFileSync(folder.file).equals(bytes)).toBe(true);
});

test('a file that was set up by other steps is refused', () => {
  using folder = tempFolder();
  openForWriting(folder.file).db.close();
  const [first, ...rest] = migrations;
  const other = [{ ...(first as Migration), sql: `${first?.sql} -- changed` }, ...rest];
  expect(() => openForWriting(folder.file, { migrations: other })).toThrow(
    /another build of Tapline \(step 1 differs\)/,
  );
});
