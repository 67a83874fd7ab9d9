import { describe, expect, test } from 'vitest';
import { updateFeed, updateProblem, updaterConfig } from '../../main/desktop/update-rules.ts';

describe('where updates are looked for', () => {
  test.each([
    ['nowhere, as long as nobody says so', {}, undefined, null],
    ['nowhere, when the environment says so', { TAPLINE_UPDATE_FEED: '' }, 'https://packaged.example/', null],
    ['at the address in the package', {}, 'https://packaged.example/feed', { url: 'https://packaged.example/feed' }],
    [
      'at the address in the environment rather',
      { TAPLINE_UPDATE_FEED: ' https://mine.example/ ' },
      'https://packaged.example/',
      { url: 'https://mine.example/' },
    ],
    [
      'on this machine',
      { TAPLINE_UPDATE_FEED: 'http://127.0.0.1:8000/' },
      undefined,
      { url: 'http://127.0.0.1:8000/' },
    ],
    ['nowhere, when the package says something odd', {}, { url: 'https://packaged.example/' }, null],
  ])('%s', (_name, env, packaged, feed) => {
    expect(updateFeed(env, packaged)).toEqual(feed);
  });

  test.each(['http://updates.example/', 'file:///tmp/', 'updates.example', 'https://me:secret@updates.example/'])(
    'not at %s, which is said in a sentence',
    (address) => {
      const feed = updateFeed({ TAPLINE_UPDATE_FEED: address }, undefined);
      expect(feed).toEqual({
        problem: expect.stringMatching(/^Updates are off, because .+TAPLINE_UPDATE_FEED, or unset it\.$/),
      });
    },
  );
});

test('the updater is told of that one address and nothing else', () => {
  expect(JSON.parse(updaterConfig('https://updates.example/"x'))).toEqual({
    provider: 'generic',
    url: 'https://updates.example/"x',
    updaterCacheDirName: 'tapline-updater',
  });
});

describe('what went wrong is a sentence', () => {
  test.each([
    ['no network', Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' }), 'cannot be reached'],
    ['no network, in words of Chromium', new Error('net::ERR_INTERNET_DISCONNECTED'), 'cannot be reached'],
    [
      'nothing there',
      Object.assign(new Error('x'), { code: 'ERR_UPDATER_CHANNEL_FILE_NOT_FOUND' }),
      'announces no version',
    ],
    ['nothing there, by status', Object.assign(new Error('x'), { statusCode: 404 }), 'announces no version'],
    ['another file', new Error('sha512 checksum mismatch, expected a, got b'), 'not what it announced'],
    ['a foreign signature', new Error('New version is not signed by the application owner'), 'not signed by the maker'],
    ['anything else', new Error('disk full\n    at stack'), 'The update failed (disk full). Try again later'],
    ['no error at all', undefined, 'The update failed (undefined). Try again later'],
  ])('%s', (_name, error, words) => {
    const sentence = updateProblem(error, 'https://updates.example/feed');
    expect(sentence).toContain(words);
    expect(sentence).toMatch(/^[^\n]+\.$/);
  });
});
