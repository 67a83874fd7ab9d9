import { expect, test } from 'vitest';
import { limits } from '../../main/limits.ts';
import { form, openEngine, tempFolder } from '../helpers/store.ts';

const { expandedWords, frequentPosts, triedPosts } = limits.store;

function engineOf(file: string, posts: readonly string[]) {
  const engine = openEngine(file);
  engine.add(...posts.map((message) => form('/callback', { message })));
  engine.index();
  return engine;
}

const many = frequentPosts + 300;
const idsOf = (posts: readonly string[], fits: (message: string) => boolean) =>
  posts.flatMap((message, i) => (fits(message) ? i + 1 : [])).reverse();

test('the beginning of a word that very many posts have finds those with other words that begin so, too', () => {
  // "ladder" is in nearly all, "ladders", "laddery" and "ladle" here and there, also where "ladder" is not.
  const posts = Array.from({ length: many }, (_, i) => {
    const common = i % 50 === 7 ? 'nothing' : 'ladder';
    return `${common} ${i % 100 === 7 ? 'Ladders' : ''} ${i % 75 === 0 ? 'laddery' : ''} ${i % 40 === 7 ? 'ladle' : ''} n${i}`;
  });
  using folder = tempFolder();
  using engine = engineOf(folder.file, posts);
  const begins = (text: string) => idsOf(posts, (message) => ` ${message.toLowerCase()}`.includes(` ${text}`));
  for (const text of ['ladd', 'ladder', 'ladders', 'laddery', 'ladl', 'laddle', 'noth'])
    expect(engine.find(`${text}*`), text).toEqual(begins(text));
  expect(engine.find('LADDER*', 7)).toEqual(begins('ladder'));
  expect(engine.find('ladd* laddery', 7)).toEqual(begins('laddery'));
  expect(engine.find('-ladder ladd*', 7)).toEqual(begins('ladders').filter((id) => !begins('ladder ').includes(id)));
  expect(engine.find('ladd* ladl*', 50)).toEqual(begins('ladle').filter((id) => begins('ladd').includes(id)));
  expect(engine.find('ladd* id:8')).toEqual([8]);
});

test('more posts with other words than are tried, and more words than are named, are found the slow way', () => {
  const posts = Array.from({ length: many }, (_, i) => {
    if (i < many - 3 * triedPosts) return 'ladder';
    return i % 2 === 0 ? `ladle${i} ladder${String.fromCharCode(97 + (i % 26))}` : `cabinet${i % (2 * expandedWords)}`;
  });
  using folder = tempFolder();
  using engine = engineOf(folder.file, posts);
  const begins = (text: string) => idsOf(posts, (message) => ` ${message}`.includes(` ${text}`));
  for (const text of ['ladde', 'ladl', 'cabi', 'cabinet9'])
    expect(engine.find(`${text}*`, 90), text).toEqual(begins(text));
});

test('letters beyond ASCII and removed posts change nothing', () => {
  const posts = Array.from({ length: many }, (_, i) => (i % 3 === 0 ? 'crème' : i % 3 === 1 ? 'cremeß' : 'creme'));
  using folder = tempFolder();
  using engine = engineOf(folder.file, posts);
  const gone = Array.from({ length: 150 }, (_, i) => many - 2 * i);
  engine.remove(gone);
  const all = idsOf(posts, () => true).filter((id) => !gone.includes(id));
  expect(engine.find('creme*')).toEqual(all);
  expect(engine.find('crem*', 100)).toEqual(all);
});

test('bounds of looking for the beginning of a word', () => {
  expect(limits.store).toMatchObject({ expandedWords: 50, frequentPosts: 2000, triedPosts: 100, gatheredTerms: 500 });
});
