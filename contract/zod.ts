import { z } from 'zod';

// zod compiles schemas with eval where it may. A page's policy forbids that, and even asking is reported as a violation.
if ('document' in globalThis) z.config({ jitless: true });

export { z };
