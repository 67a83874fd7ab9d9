import type { StoredRequest } from '../../main/store/types.ts';

/** A stored post; what is not named is a plain callback. */
export function storedRequest(parts: Partial<StoredRequest> = {}): StoredRequest {
  return {
    id: 7,
    method: 'POST',
    target: '/callback',
    httpVersion: '1.1',
    headers: [['Host', 'calm-fox.example']],
    trailers: [],
    body: Buffer.alloc(0),
    endpoint: '/callback',
    ...parts,
  };
}

/** Text whose characters stand for bytes. */
export function bytes(latin1: string): Buffer {
  return Buffer.from(latin1, 'latin1');
}
