import { z } from 'zod';

/**
 * What "HTTP Archive (HAR) format 1.2" says of the objects that an export writes, put down by hand: required members, their
 * types, and no other members than those that begin with an underscore.
 */
const strict = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z
    .object(shape)
    .catchall(z.unknown())
    .superRefine((value, context) => {
      for (const name of Object.keys(value)) {
        if (!(name in shape) && !name.startsWith('_'))
          context.addIssue({ code: 'custom', message: `${name} is not of HAR` });
      }
    });

const comment = z.string().optional();
const pair = strict({ name: z.string(), value: z.string(), comment });
const size = z.int().min(-1);
const duration = z.number().min(-1);

const request = strict({
  method: z.string().min(1),
  url: z.url(),
  httpVersion: z.string().regex(/^HTTP\/\d/),
  cookies: z.array(pair),
  headers: z.array(pair),
  queryString: z.array(pair),
  postData: strict({ mimeType: z.string(), text: z.string(), comment }).optional(),
  headersSize: size,
  bodySize: size,
  comment,
});

const response = strict({
  status: z.int(),
  statusText: z.string(),
  httpVersion: z.string(),
  cookies: z.array(pair),
  headers: z.array(pair),
  content: strict({ size: z.int(), mimeType: z.string(), text: z.string().optional(), comment }),
  redirectURL: z.string(),
  headersSize: size,
  bodySize: size,
  comment,
});

const entry = strict({
  startedDateTime: z.iso.datetime(),
  time: z.number().min(0),
  request,
  response,
  cache: strict({ comment }),
  timings: strict({ send: duration, wait: duration, receive: duration, comment }),
  comment,
});

export const harSchema = strict({
  log: strict({
    version: z.literal('1.2'),
    creator: strict({ name: z.string(), version: z.string(), comment }),
    entries: z.array(entry),
    comment,
  }),
});
