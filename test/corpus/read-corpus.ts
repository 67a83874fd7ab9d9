import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from '../../contract/zod.ts';

/** What a file `expected.json` may say. Strict, so that a misspelt expectation fails instead of being passed over. */
const fieldSchema = z.strictObject({
  /** Needed only beside `fieldCount`. */
  position: z.int().optional(),
  name: z.string(),
  value: z.union([z.string(), z.null(), z.strictObject({ chars: z.int(), sha256: z.string() })]),
  source: z.enum(['query', 'form', 'json', 'part']),
  flags: z.array(z.string()).default([]),
  secret: z.boolean().default(false),
  other: z.strictObject({ charset: z.string(), value: z.string() }).nullable().default(null),
  file: z.strictObject({ name: z.string(), type: z.string().nullable(), size: z.int(), sha256: z.string() }).optional(),
  /** What stands in the field table, where that is not the value itself. */
  shown: z.string().optional(),
});

const replaySchema = z.strictObject({
  line: z.string().optional(),
  before: z.array(z.string()).default([]),
  without: z.array(z.string()).default([]),
  instead: z.record(z.string(), z.string()).default({}),
  chunked: z.boolean().default(false),
});

const postSchema = z.strictObject({
  request: z.string(),
  headers: z.array(z.string()),
  trailers: z.array(z.string()).default([]),
  body: z.strictObject({ size: z.int(), sha256: z.string() }),
  path: z.string(),
  endpoint: z.string().nullable(),
  dialect: z.string().nullable(),
  kind: z.enum(['callback', 'status', 'other']),
  keys: z.record(z.string(), z.string()).default({}),
  excerpt: z.string().nullable(),
  fields: z.array(fieldSchema),
  fieldCount: z.int().optional(),
  findings: z.array(z.string()),
  secretHeaders: z.array(z.string()).default([]),
  secrets: z.array(z.string()).default([]),
  replay: replaySchema.prefault({}),
});

const incidentSchema = z.strictObject({
  code: z.string(),
  status: z.int().nullable(),
  method: z.string().nullable().default(null),
  target: z.string().nullable().optional(),
  /** Where its bytes begin in what the connection sent. */
  from: z.int().default(0),
  /** A word of its sentence. */
  says: z.string().optional(),
});

const stepSchema = z.union([
  z.string(),
  z.strictObject({ until: z.string() }),
  z.strictObject({ bytewise: z.string() }),
  z.strictObject({ end: z.literal(true) }),
  z.strictObject({ reset: z.literal(true) }),
]);

const connectionSchema = z.strictObject({
  what: z.string(),
  /** What is not yet right about it; the expectations are those of today. */
  known: z.string().optional(),
  /** The decision record by which it is as it is. */
  decided: z.string().optional(),
  steps: z.array(stepSchema).min(1),
  answers: z.array(z.int()),
  heads: z.boolean().default(false),
  closes: z.boolean().default(false),
  posts: z.array(postSchema),
  incidents: z.array(incidentSchema),
  timeline: z.array(z.string().nullable()).optional(),
});

const caseSchema = z.strictObject({
  about: z.string(),
  timeouts: z.strictObject({ headersMs: z.int(), requestMs: z.int(), checkMs: z.int() }).optional(),
  connections: z.array(connectionSchema).min(1),
});

const recipeSchema = z.array(z.union([z.string(), z.strictObject({ repeat: z.string(), times: z.int() })]));

export type ExpectedField = z.infer<typeof fieldSchema>;
export type ExpectedPost = z.infer<typeof postSchema>;
export type ExpectedIncident = z.infer<typeof incidentSchema>;
export type Step = z.infer<typeof stepSchema>;
export type CorpusConnection = z.infer<typeof connectionSchema>;

/** One folder of the corpus. */
export interface CorpusCase extends z.infer<typeof caseSchema> {
  name: string;
  /** Bytes of one of its files, made first when the file is a recipe. */
  bytes(file: string): Buffer;
}

/** All cases, by name. @throws when a file cannot be read as the README says */
export function readCorpus(): CorpusCase[] {
  const folders = readdirSync(import.meta.dirname, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders.map(({ name }) => readCase(join(import.meta.dirname, name), name)).toSorted(byName);
}

/** Files of a folder that no step sends: a case that is written and never played. */
export function unusedFiles(one: CorpusCase): string[] {
  const used = new Set(one.connections.flatMap(({ steps }) => steps.map(fileOf)));
  return readdirSync(join(import.meta.dirname, one.name)).filter((file) => file !== 'expected.json' && !used.has(file));
}

/** The file that a step sends, or null. */
export function fileOf(step: Step): string | null {
  if (typeof step === 'string') return step;
  return 'bytewise' in step ? step.bytewise : null;
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function readCase(folder: string, name: string): CorpusCase {
  const read = caseSchema.parse(JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')));
  return {
    ...read,
    name,
    bytes(file) {
      const content = readFileSync(join(folder, file));
      return file.endsWith('.recipe.json') ? prepare(content.toString('utf8')) : content;
    },
  };
}

function prepare(recipe: string): Buffer {
  const pieces = recipeSchema.parse(JSON.parse(recipe));
  const texts = pieces.map((piece) => (typeof piece === 'string' ? piece : piece.repeat.repeat(piece.times)));
  return Buffer.from(texts.join(''), 'latin1');
}

function byName(a: CorpusCase, b: CorpusCase): number {
  return a.name < b.name ? -1 : 1;
}
