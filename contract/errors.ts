/**
 * Every error a user of the API can meet, as a closed list. Each travels as `{ code, message }`; the message is a
 * sentence that says what is wrong and what to do.
 */
export const errorCodes = {
  BAD_REQUEST: { status: 400, when: 'The input does not have the form the contract asks for.' },
  BAD_QUERY: { status: 400, when: 'The search query cannot be read; the message says where it is wrong.' },
  UNAUTHORIZED: { status: 401, when: 'The token is missing or wrong.' },
  FORBIDDEN_HOST: { status: 403, when: 'The Host header does not name this machine.' },
  FORBIDDEN_ORIGIN: { status: 403, when: 'The request was made by a page of another origin.' },
  NOT_FOUND: { status: 404, when: 'No such route.' },
  POST_NOT_FOUND: { status: 404, when: 'No post has that id; it may have been deleted.' },
  BODY_NOT_DECODED: { status: 422, when: 'The content encoding of a body cannot be undone; the message says why.' },
  TARGET_MISSING: { status: 400, when: 'A replay needs a target, and none was given or set as default.' },
  TARGET_INVALID: { status: 400, when: 'The target is not an http(s) URL.' },
  DIALECT_UNKNOWN: { status: 400, when: 'No dialect has that name.' },
  TUNNEL_INVALID: { status: 400, when: 'The tunnel cannot be chosen like that; the message says what is wrong.' },
  TUNNEL_OFF: { status: 409, when: 'Something was to go through the tunnel while it is off or has no URL.' },
  TUNNEL_FAILED: { status: 502, when: 'Something was sent through the tunnel and did not arrive.' },
  STORAGE_FAILED: { status: 503, when: 'The data folder could not be read or written.' },
  INTERNAL: { status: 500, when: 'A fault of Tapline itself; the log on stderr has the details.' },
} as const satisfies Record<string, { status: number; when: string }>;

export type ErrorCode = keyof typeof errorCodes;

/** The wire shape of every error. */
export interface ErrorBody {
  code: ErrorCode;
  message: string;
}
