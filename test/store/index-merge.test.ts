import { expect, it } from 'vitest';
import { captured, form, lookInto, tempFolder, testStore, until } from '../helpers/store.ts';

it('merges the index when posts stop coming, and finds each of them meanwhile and afterwards', async () => {
  using folder = tempFolder();
  await using store = await testStore(folder.path);
  using db = lookInto(folder.file);
  const segments = db.prepare('SELECT count(DISTINCT segid) FROM post_text_idx').pluck();
  const watermark = db.prepare("SELECT CAST(value AS INTEGER) FROM app_values WHERE name = 'index-watermark'").pluck();
  const send = (from: number, count: number) =>
    Promise.all(
      Array.from({ length: count }, (_, i) =>
        store.append(captured(form('/status', { sendTo: '13125550142', status: 'sent', ticket: `m-${from + i}` }))),
      ),
    );
  const found = async (ticket: number) => (await store.list({ query: `ticket:m-${ticket}`, limit: 2 })).posts.length;

  // A row or two a step makes as many segments as steps.
  for (let round = 0; round < 30; round++) {
    await send(round * 2, 2);
    await until('the step is done', () => watermark.get() === store.lastId);
  }
  expect(await found(0)).toBe(1);
  await send(60, 3000);
  expect(await found(3059)).toBe(1);
  await until('the index has caught up', () => watermark.get() === store.lastId, 20_000);
  await until('the index is merged', () => (segments.get() as number) < 24, 20_000);
  for (const ticket of [0, 59, 60, 1500, 3059]) expect(await found(ticket)).toBe(1);
});
