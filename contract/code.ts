import { z } from './zod.ts';

/** A post as a command or a piece of code that sends the same request. */
export const snippetLanguages = ['curl', 'httpie', 'fetch', 'python', 'http'] as const;
export const snippetSchema = z.object({
  language: z.enum(snippetLanguages),
  text: z.string(),
  /** How many credentials are masked in it. */
  masked: z.int(),
  /** Why it does not send exactly the same bytes, in a sentence; null when it does. */
  note: z.string().nullable(),
});
export type Snippet = z.infer<typeof snippetSchema>;

/** A handler that reads every documented field of a dialect. */
export const handlerLanguages = ['php', 'aspnet', 'minimal-api', 'coldfusion', 'java', 'node', 'python'] as const;
export const handlerSchema = z.object({
  language: z.enum(handlerLanguages),
  label: z.string(),
  files: z.array(z.object({ name: z.string(), text: z.string() })),
  /** How to run it, and which target it then is. */
  run: z.string(),
  target: z.string(),
});
export type Handler = z.infer<typeof handlerSchema>;

export const exportFormats = ['ndjson', 'har', 'csv', 'sh', 'http'] as const;
export const importResultSchema = z.object({
  imported: z.int(),
  /** Posts that were here already. */
  skipped: z.int(),
  /** Lines that could not be read, by number, counted from 1; at most 100 of them. */
  bad: z.array(z.object({ line: z.int(), reason: z.string() })),
  badLines: z.int(),
  /** True when it was ended before the end of the file; importing the file again goes on from there. */
  stopped: z.boolean(),
});
export type ImportResult = z.infer<typeof importResultSchema>;

/** How far an import is. */
export const importProgressSchema = importResultSchema.omit({ bad: true, stopped: true }).extend({
  /** Bytes of the file that were read. */
  bytes: z.int(),
});
export type ImportProgress = z.infer<typeof importProgressSchema>;

/** A file that the desktop app was asked to open, and that waits for the user's word to be imported. */
export const openedFileSchema = z.object({ id: z.int(), name: z.string() });
export type OpenedFile = z.infer<typeof openedFileSchema>;
