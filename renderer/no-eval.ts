import { z } from 'zod';

// zod compiles schemas with eval where it may. The window's policy forbids it, and even asking is reported as a violation;
// so this is the first import of the window.
z.config({ jitless: true });
