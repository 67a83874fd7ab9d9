import { pathToFileURL } from 'node:url';
import { type AnyContractRouter, minifyContractRouter } from '@orpc/contract';
import type { Plugin } from 'vite';
import { ZodType } from 'zod';

/**
 * The window calls routes by method and path and checks nothing that it gets. Of the contract's files that make schemas it takes
 * the other values, as they are after the file has run: schemas and what they are made with would be read and run at every start.
 * @throws Error at a function in such a file, which cannot be taken so; the build ends
 */
export function withoutSchemas(): Plugin {
  return {
    name: 'tapline:without-schemas',
    enforce: 'pre',
    load: {
      filter: { id: /^(?!.*node_modules).*[\\/]contract[\\/](?!index)[a-z-]+\.ts$/ },
      async handler(id) {
        const values: Record<string, unknown> = await import(pathToFileURL(id).href);
        const entries = Object.entries(values);
        if (!entries.some(([name, value]) => name === 'contract' || value instanceof ZodType)) return null;
        const lines = entries
          .filter(([, value]) => !(value instanceof ZodType))
          .map(([name, value]) => {
            if (typeof value === 'function') throw new Error(`Move ${name} out of ${id}, into a file without schemas.`);
            const plain = name === 'contract' ? minifyContractRouter(value as AnyContractRouter) : value;
            return `export const ${name} = ${JSON.stringify(plain)};`;
          });
        return { code: lines.join('\n'), moduleType: 'js' };
      },
    },
  };
}

const styled = /@mantine[\\/]core[\\/]esm[\\/].*[\\/]([A-Za-z]+)\.module\.mjs$/;

/**
 * Sees to it that the styles of each component that the window uses are among those that renderer/ui/mantine.ts names.
 * @throws Error naming the ones that are missing; the build ends
 */
export function stylesOfEach(): Plugin {
  return {
    name: 'tapline:styles-of-each',
    generateBundle(_options, bundle) {
      const ids = [...this.getModuleIds()];
      const used = Object.values(bundle)
        .flatMap((one) => (one.type === 'chunk' ? one.moduleIds : []))
        .flatMap((id) => styled.exec(id)?.[1] ?? []);
      const missing = used.filter((name) => !ids.some((id) => id.endsWith(`/styles/${name}.css`)));
      if (missing.length > 0) {
        throw new Error(`Import the styles of ${missing.join(', ')} in renderer/ui/mantine.ts, in Mantine's order.`);
      }
    },
  };
}
