import { execFile, spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csvCell } from '../../main/in-out/csv.ts';
import { createInOut } from '../../main/in-out/in-out.ts';
import type { Store } from '../../main/store/types.ts';
import { captured, form, tempFolder, testStore } from '../helpers/store.ts';
import { startTarget } from '../helpers/target.ts';
import { exported } from './file.ts';
import { harSchema } from './har-schema.ts';

const secret = 'tell-no-one';

/** A store with a post of every sort, credentials in each place. */
async function filled(folder: string): Promise<Store & AsyncDisposable> {
  const store = await testStore(folder);
  const rawHeaders = [
    'Host',
    'calm-fox.example',
    'Cookie',
    `a=${secret}; b=2`,
    'Content-Type',
    'application/x-www-form-urlencoded',
  ];
  await Promise.all(
    [
      form(
        `/callback?api_key=${secret}&n=0`,
        { message: '=1+1', phone: '+1 312', keyword: '', password: secret },
        { rawHeaders },
      ),
      captured({ body: Buffer.from([0xff, 0, 0xfe]), target: '/caf\xe9 "x"<>?a=b', via: 'tunnel' }),
      captured({ body: Buffer.alloc(0), method: 'GET', rawHeaders: [], target: '*', responseStatus: null }),
      form('/status', { sendTo: '1', status: 'a,"b"\r\nc', ticket: '@x' }),
      form('/callback', { message: '### x\n{{y}}' }),
      captured({ body: Buffer.from('message=a&message=-b&password=') }),
    ].map((post) => store.append(post)),
  );
  await store.mark(1, { note: "it's a note" });
  return store;
}

const formats = ['ndjson', 'har', 'csv', 'sh', 'http'] as const;

describe('every format', () => {
  test('masks credentials unless revealed', async () => {
    using folder = tempFolder();
    await using store = await filled(folder.path);
    const plain = (text: string) =>
      text.replace(/"body":"([^"]*)"/g, (_, body: string) => Buffer.from(body, 'base64').toString('latin1'));
    for (const format of formats) {
      const masked = plain(await exported(store, { format, reveal: false }));
      expect(masked, format).not.toContain(secret);
      expect(masked, format).toContain('MASKED');
      const revealed = plain(await exported(store, { format }));
      expect(revealed, format).toContain(secret);
      expect(revealed, format).not.toContain('MASKED');
    }
  });

  test('is a whole file without any post', async () => {
    using folder = tempFolder();
    await using store = await testStore(folder.path);
    for (const format of formats) expect(await exported(store, { format }), format).not.toBe('');
    expect(JSON.parse(await exported(store, { format: 'har' }))).toMatchObject({ log: { entries: [] } });
  });
});

describe('HAR', () => {
  test('holds to version 1.2 of the format', async () => {
    using folder = tempFolder();
    await using store = await filled(folder.path);
    const file: unknown = JSON.parse(await exported(store, { format: 'har' }));
    const { log } = harSchema.parse(file);
    expect(log.entries).toHaveLength(6);
    const [first, binary, bare] = log.entries.map(({ request }) => request);
    expect(first?.queryString).toEqual([
      { name: 'api_key', value: secret },
      { name: 'n', value: '0' },
    ]);
    expect(first?.url).toBe(`http://calm-fox.example/callback?api_key=${secret}&n=0`);
    expect(first?.cookies).toEqual([
      { name: 'a', value: secret },
      { name: 'b', value: '2' },
    ]);
    expect(binary?.url).toBe('http://calm-fox.example/caf%E9%20%22x%22%3C%3E?a=b');
    expect(binary?.postData).toMatchObject({ text: '', _base64: '/wD+' });
    expect(bare).not.toHaveProperty('postData');
    expect(log.entries[0]?.comment).toBe("it's a note");
  });
});

describe('CSV', () => {
  test('has a row for each post, and reads back as RFC 4180 says', async () => {
    using folder = tempFolder();
    await using store = await filled(folder.path);
    const [names = [], ...rows] = parseCsv(await exported(store, { format: 'csv' }));
    expect(rows).toHaveLength(6);
    for (const row of rows) expect(row).toHaveLength(names.length);
    const cell = (row: number, name: string) => rows[row]?.[names.indexOf(name)];
    expect(cell(0, 'phone')).toBe("'+1 312");
    expect(cell(0, 'field.message')).toBe("'=1+1");
    expect(cell(0, 'field.keyword')).toBe('');
    expect(cell(0, 'note')).toBe("it's a note");
    expect(cell(3, 'status')).toBe('a,"b"\r\nc');
    expect(cell(3, 'ticket')).toBe("'@x");
    expect(cell(5, 'field.message')).toBe('a\n-b');
  });

  test('masks keys that the user masks, too', async () => {
    using folder = tempFolder();
    await using store = await filled(folder.path);
    await store.putSettings({ ...store.settings, maskedNames: ['ticket'] });
    const text = await exported(store, { format: 'csv', reveal: false });
    expect(text).not.toContain('@x');
  });

  test('tells a missing field from an empty one', () => {
    expect([csvCell(null), csvCell('')]).toEqual(['', '""']);
  });

  test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n@a', ' =1', '\u200b=1', '\u00a0+1', '＝1', '\ufeff=1'])(
    'disarms %j',
    (text) => {
      const [[cell] = []] = parseCsv(csvCell(text));
      expect(cell).toBe(`'${text}`);
    },
  );

  test.each(['a=1', '1-2', 'x@y', '', '0', '"', ',', "'"])('leaves %j as it is', (text) => {
    const [[cell] = ['']] = parseCsv(csvCell(text));
    expect(cell).toBe(text);
  });

  test('keeps any text, and none of it begins like a formula', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: fc.constantFrom(...'ab,"\r\n\t =+-@\'é😀') }), { minLength: 1 }),
        (texts) => {
          const [cells = []] = parseCsv(`${texts.map(csvCell).join(',')}\r\n`);
          expect(cells.map((cell, at) => (cell === `'${texts[at]}` ? texts[at] : cell))).toEqual(texts);
          for (const cell of cells) expect(cell).not.toMatch(/^\s*[=+\-@]/);
        },
      ),
    );
  });
});

describe('commands', () => {
  const hasCurl = spawnSync('sh', ['-c', 'curl --version && base64 --version']).status === 0;

  test.skipIf(!hasCurl)('of a file send every post that can be sent (SKIPPED where there is no curl)', async () => {
    using folder = tempFolder();
    await using store = await filled(folder.path);
    await using target = await startTarget(
      (socket) => void socket.end('HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n'),
    );
    const targets = {
      find: () => ({ name: null, url: target.url, headers: [], timeoutMs: null, expect: null }),
    };
    const inOut = createInOut({ store, feed: { postsStored: () => {}, publish: () => {} }, targets });
    let text = '';
    for await (const piece of (await inOut.exportFile({ format: 'sh', reveal: true })).pieces) text += piece;
    const file = join(folder.path, 'posts.sh');
    await writeFile(file, text);
    await promisify(execFile)('sh', [file], { timeout: 15_000 });
    expect(text).toContain('# It cannot be sent');
    expect(target.requests.map(({ requestLine }) => requestLine.split(' ')[1])).toEqual([
      `/callback?api_key=${secret}&n=0`,
      '*',
      '/status',
      '/callback',
      '/callback',
    ]);
    expect(target.requests[0]?.body.toString()).toContain(`password=${secret}`);
  });

  test('of an .http file are requests with a line between', async () => {
    using folder = tempFolder();
    await using store = await filled(folder.path);
    const requests = (await exported(store, { format: 'http' })).split(/^### /m);
    expect(requests).toHaveLength(7);
    expect(requests[1]).toContain(
      `POST http://localhost:8080/callback?api_key=${secret}&n=0 HTTP/1.1\nHost: localhost:8080\n`,
    );
    expect(requests[2]).toContain('# It cannot be sent');
    expect(requests[4]).toMatch(/\n\nsendTo=1&status=a%2C%22b%22%0D%0Ac&ticket=%40x\n\n$/);
  });
});

/** The records of RFC 4180, read by its grammar. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/y;
  while (cell.lastIndex < text.length) {
    const found = cell.exec(text);
    if (!found) throw new Error('This is no CSV.');
    rows.at(-1)?.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? '');
    if (found[3] === '\r\n' && cell.lastIndex < text.length) rows.push([]);
    else if (found[3] === '' || cell.lastIndex >= text.length) break;
  }
  return rows;
}
