import type { Plugin } from 'vite';

/** `x instanceof FormData` in a package that carries the API. */
const formData = /([\w.]+) instanceof FormData\b/g;

const imported = /^import (.+) from "(node:[a-z0-9_/]+)";$/;

/**
 * Takes Node's own modules with `require` instead of `import`, which reads each of their exports at once, also those that Node
 * makes when they are asked for: `import` of node:http loads the whole of fetch, a tenth of the time until Tapline is ready.
 */
export function requireBuiltins(): Plugin {
  return {
    name: 'tapline:require-builtins',
    renderChunk: {
      // Behind those that add imports.
      order: 'post',
      handler(code) {
        const lines = code.split('\n');
        // Imports come first; what looks like one further down may be text.
        const end = lines.findIndex((line) => !line.startsWith('import '));
        const kept: string[] = [];
        const taken: string[] = [];
        for (const line of lines.slice(0, end)) {
          const [, names, id] = imported.exec(line) ?? [];
          if (names && id && id !== 'node:module') taken.push(required(names, id));
          else kept.push(line);
        }
        if (taken.length === 0) return null;
        const made = [
          'import { createRequire as __createRequire } from "node:module";',
          'const __builtin = __createRequire(import.meta.url);',
        ];
        return { code: [...kept, ...made, ...taken, ...lines.slice(end)].join('\n'), map: null };
      },
    },
  };
}

/** @throws Error at a form of import that a bundle does not have today; the build ends */
function required(names: string, id: string): string {
  const get = `__builtin("${id}")`;
  const listed = /^\{(.*)\}$/.exec(names)?.[1];
  if (listed !== undefined) return `const {${listed.replaceAll(' as ', ': ')}} = ${get};`;
  const whole = /^(?:\* as )?([\w$]+)$/.exec(names)?.[1];
  if (whole !== undefined) return `const ${whole} = ${get};`;
  const both = /^([\w$]+), \{(.*)\}$/.exec(names);
  if (both) return `const ${both[1]} = ${get}, {${both[2]?.replaceAll(' as ', ': ')}} = ${both[1]};`;
  throw new Error(`An import of ${id} has a form that scripts/main-build.ts does not know: ${names}`);
}

/**
 * Asks whether something is a form by its tag instead of its class: Node makes the class when it is named, and loads the whole of fetch
 * for it, 20 ms and more before the first answer of the API.
 */
export function formsByTag(): Plugin {
  let isFound = false;
  return {
    name: 'tapline:forms-by-tag',
    transform(code, id) {
      if (!id.includes('/@orpc/') || !code.includes('instanceof FormData')) return null;
      isFound = true;
      return { code: code.replace(formData, "Object.prototype.toString.call($1) === '[object FormData]'"), map: null };
    },
    /** @throws Error when the package does not ask any more; this can go then */
    buildEnd(error) {
      if (!error && !isFound)
        throw new Error('No package asks for FormData: formsByTag in scripts/main-build.ts can go.');
    },
  };
}
