import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { exportFormats } from '../../contract/index.ts';
import { z } from '../../contract/zod.ts';
import { messageOf, TaplineError } from '../errors.ts';
import { filePart } from '../in-out/file-part.ts';
import type { InOut } from '../in-out/in-out.ts';

const flag = z.enum(['true', 'false', 'on', 'off']);
const exportQuery = z.object({
  format: z.enum(exportFormats).default('ndjson'),
  query: z.string().max(2000).optional(),
  ids: z.string().max(100_000).optional(),
  reveal: flag.default('false'),
});

/** What a route says of itself: that its body is a file, of whatever type. */
export interface FileRouteConfig {
  takesFile?: boolean;
}

/**
 * Export and import over HTTP, as the contract describes them, but as streams: a million posts never stand in memory. A file
 * is taken as the body itself or as the first part of a form.
 * @param onFault faults of ours, and exports that broke off after their beginning was sent
 */
export function serveFiles(api: FastifyInstance, inOut: InOut, onFault: (error: unknown) => void): void {
  api.get('/export', { exposeHeadRoute: false }, async (request, reply) => {
    const parsed = exportQuery.safeParse(request.query);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      return refuse(reply, new TaplineError('BAD_REQUEST', `"${issue?.path.join('.')}": ${issue?.message}`));
    }
    const { reveal, ...input } = parsed.data;
    try {
      const file = await inOut.exportFile({ ...input, reveal: reveal === 'true' || reveal === 'on' });
      const stream = Readable.from(file.pieces, { objectMode: false });
      stream.on('error', onFault);
      return reply
        .header('Content-Disposition', `attachment; filename="${file.name}"`)
        .type(file.contentType)
        .send(stream);
    } catch (error) {
      if (!(error instanceof TaplineError)) onFault(error);
      return refuse(reply, error);
    }
  });
  api.post('/import', { config: { takesFile: true } satisfies FileRouteConfig }, async (request, reply) => {
    try {
      const result = await inOut.importFile(uploaded(request));
      // What an import that was stopped left: a sender that is still sending would not see the answer.
      if (!request.raw.readableEnded) await finished(request.raw.resume());
      return result;
    } catch (error) {
      // A sender that went away is no fault of ours; what was taken in until then stays.
      if (!(error instanceof TaplineError) && !request.raw.destroyed) onFault(error);
      // The rest of a file that is none: unread it would stand before the next request on the connection.
      request.raw.resume();
      return refuse(reply, error);
    }
  });
}

/** True for a route whose body is a file. */
export function takesFile(request: FastifyRequest): boolean {
  return (request.routeOptions.config as FileRouteConfig).takesFile === true;
}

function uploaded(request: FastifyRequest): AsyncIterable<Uint8Array> {
  const type = request.headers['content-type'] ?? '';
  // Who reads only a part of it must not end the connection, on which the answer goes.
  const bytes = request.raw.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;
  return /^multipart\//i.test(type) ? filePart(bytes, type) : bytes;
}

function refuse(reply: { code(status: number): { send(body: unknown): unknown } }, error: unknown): unknown {
  const told =
    error instanceof TaplineError
      ? error
      : new TaplineError('INTERNAL', `Tapline failed at this (${messageOf(error)}).`);
  return reply.code(told.status).send(told.toBody());
}
