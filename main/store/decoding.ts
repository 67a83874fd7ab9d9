import type { Endpoint } from '../../contract/index.ts';
import { decodePost } from '../dialects/decode.ts';
import type { DecodedPost } from '../dialects/dialect.ts';
import { endpointFor } from '../receiver/endpoints.ts';
import { headerPairs } from './packing.ts';

/** The stored form of a request, as far as decoding needs it. */
export interface Decodable {
  method: string;
  target: string;
  /** Joined by line feeds. */
  headers: string;
  body: Buffer;
}

export type DecodePacked = (post: Decodable) => { decoded: DecodedPost; endpoint: string | null };

/** What decoding depends on and the user can change while the app runs. */
export interface DecodeSettings {
  endpoints: readonly Endpoint[];
  maskedNames: readonly string[];
}

/**
 * Decodes with the settings that are in force at each call. A post whose decoding fails is a fault of ours, never a reason
 * to lose it: it is kept as `other`, undecoded.
 */
export function createDecoder(settings: () => DecodeSettings, onFault: (error: unknown) => void): DecodePacked {
  return (post) => {
    const { endpoints, maskedNames } = settings();
    const endpoint = endpointFor(endpoints, post.target);
    try {
      const raw = { method: post.method, target: post.target, headers: headerPairs(post.headers), body: post.body };
      return { decoded: decodePost(raw, { endpoint, maskedNames }), endpoint: endpoint?.path ?? null };
    } catch (error) {
      onFault(error);
      return { decoded: undecoded(post.target), endpoint: endpoint?.path ?? null };
    }
  };
}

function undecoded(target: string): DecodedPost {
  return {
    kind: 'other',
    dialect: null,
    path: target,
    fields: [],
    findings: [
      {
        code: 'body-not-decoded',
        severity: 'error',
        field: null,
        position: null,
        sentence: 'Tapline failed to decode this post; its bytes are stored and replay as they came.',
        postId: null,
      },
    ],
    keys: { phone: null, code: null, keyword: null, ticket: null, customTicket: null, status: null },
    excerpt: null,
    text: '',
    secretHeaders: [],
  };
}
