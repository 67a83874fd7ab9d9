import { handlersFor } from '../code/handlers.ts';
import { snippetsOf } from '../code/snippets.ts';
import { dialectById } from '../dialects/registry.ts';
import { TaplineError } from '../errors.ts';
import { wholeFile } from '../in-out/whole-file.ts';
import { type ApiParts, os } from './parts.ts';

/**
 * Posts as code, and posts as files. Over HTTP the files take the streaming routes of file-routes.ts instead; here, for the
 * desktop window, a file is one message, so it is held in memory and its size is bounded.
 */
export function inOutRoutes(parts: ApiParts) {
  const { store, targets, inOut, openedFiles } = parts;
  return {
    snippets: os.posts.snippets.handler(async ({ input }) => {
      const [post, request] = await Promise.all([store.post(input.id), store.request(input.id)]);
      const target = targets.find(post.endpoint, input.target);
      return snippetsOf({
        request,
        target: target?.url ?? null,
        targetHeaders: target?.headers,
        secretRanges: post.secretRanges,
        secretHeaders: post.secretHeaders,
        reveal: input.reveal,
      });
    }),
    handlers: os.handlers.handler(({ input }) => {
      const dialect = dialectById(input.dialect);
      if (!dialect)
        throw new TaplineError(
          'DIALECT_UNKNOWN',
          `There is no dialect "${input.dialect}"; GET /api/dialects lists them.`,
        );
      return handlersFor(dialect);
    }),
    export: os.export.handler(async ({ input }) => wholeFile(await inOut.exportFile(input))),
    import: os.import.handler(({ input }) => inOut.importFile(input.file.stream())),
    stopImports: os.stopImports.handler(() => ({ stopped: inOut.stopImports() })),
    openedFiles: {
      import: os.openedFiles.import.handler(({ input }) => openedFiles.importFile(input.id)),
      dismiss: os.openedFiles.dismiss.handler(({ input }) => ({ dismissed: openedFiles.dismiss(input.id) })),
    },
  };
}
