import type { Handler } from '../../contract/index.ts';
import type { Dialect } from '../dialects/dialect.ts';
import { planOf } from './handler-plan.ts';
import { aspnetHandler } from './handlers/aspnet.ts';
import { coldfusionHandler } from './handlers/coldfusion.ts';
import { javaHandler } from './handlers/java.ts';
import { minimalApiHandler } from './handlers/minimal-api.ts';
import { nodeHandler } from './handlers/node.ts';
import { phpHandler } from './handlers/php.ts';
import { pythonHandler } from './handlers/python.ts';

/**
 * Handlers for a dialect, one for each language. Every one reads each documented field so that "0" stays "0", missing and
 * empty stay apart and UTF-8 stays whole, answers 200 without a body, and writes what it read as a line of JSON.
 */
export function handlersFor(dialect: Dialect): Handler[] {
  const plan = planOf(dialect);
  const makers = [
    phpHandler,
    aspnetHandler,
    minimalApiHandler,
    coldfusionHandler,
    javaHandler,
    nodeHandler,
    pythonHandler,
  ];
  return makers.map((make) => make(plan));
}
