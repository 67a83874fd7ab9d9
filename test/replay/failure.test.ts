import { expect, it } from 'vitest';
import { explainFailure } from '../../main/replay/failure.ts';

const context = { url: new URL('http://localhost:8080'), answered: false, firstBytes: null };

function systemError(code: string): Error {
  return Object.assign(new Error(`connect ${code}`), { code });
}

/** What node:net fails with when a name has several addresses. */
function ofSeveral(...codes: string[]): AggregateError {
  const errors = codes.map(systemError);
  return Object.assign(new AggregateError(errors), { code: codes[0] });
}

it('of several addresses, the one that refused tells the reason', () => {
  const failure = explainFailure(ofSeveral('EADDRNOTAVAIL', 'ECONNREFUSED'), context);
  expect(failure.code).toBe('ECONNREFUSED');
  expect(failure.message).toBe('Nothing listens on localhost:8080. Start your app, or change the target.');
});

it('of several addresses that none can reach, the first tells the reason', () => {
  const failure = explainFailure(ofSeveral('ENETUNREACH', 'EHOSTUNREACH'), context);
  expect(failure.code).toBe('ENETUNREACH');
  expect(failure.message).toContain('localhost:8080 cannot be reached (ENETUNREACH)');
});

it('a reason that nobody foresaw is passed on', () => {
  expect(explainFailure(systemError('EMFILE'), context)).toEqual({
    code: 'EMFILE',
    message: 'Sending to localhost:8080 failed: connect EMFILE.',
  });
  expect(explainFailure('odd', context).code).toBe('FAILED');
});
