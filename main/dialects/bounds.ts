import { limits } from '../limits.ts';

/** Bounds of decoding that belong to no setting. Sizes in bytes, lengths in characters. */
export const bounds = {
  fields: limits.dialects.fields,
  /** Credentials are kept above the bound on fields too, up to this many, so that they can be masked. */
  fieldsWithSecrets: limits.dialects.fields + 1000,
  /** Larger bodies are stored and replayed, but not decoded: a JavaScript string could not hold them. */
  decodedBytes: 64 * 1024 * 1024,
  /** What a compressed body may grow to. */
  inflatedBytes: limits.receiver.bodyBytes,
  /** Encodings named in one Content-Encoding. */
  encodings: 3,
  /** Header lines of one part of a multipart body. */
  partHeaderBytes: 16 * 1024,
  boundaryChars: 256,
  /** Findings of one code; one more says how many were left out. */
  findingsPerCode: 20,
  /** A name or a value inside a sentence. */
  quotedChars: 60,
  /** The path of the object around a JSON member; longer ones are shortened. */
  jsonPathChars: 1000,
  /** Names that are compared by spelling. */
  spelledNames: 200,
} as const;
