import { open, rm } from 'node:fs/promises';
import { type Repeated, repeat } from './repeat.ts';

const everyMs = 20;
const bytes = 4096;

/**
 * Writes and flushes a small file of its own again and again: how long the disk lets anybody wait who asks for nothing more, which
 * tells its stalls from those of a program that shares it.
 * @param file written over and over, removed in the end
 * @returns the times of the flushes
 */
export async function startDiskProbe(file: string): Promise<Repeated> {
  const handle = await open(file, 'w');
  const content = Buffer.alloc(bytes);
  const { take, stop } = repeat(everyMs, async () => {
    const began = performance.now();
    await handle.write(content, 0, bytes, 0);
    await handle.datasync();
    return performance.now() - began;
  });
  return {
    take,
    async stop() {
      const faults = await stop();
      await handle.close();
      await rm(file);
      return faults;
    },
  };
}
