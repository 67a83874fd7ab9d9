import { type FileHandle, open, rm } from 'node:fs/promises';
import { setTimeout as rest } from 'node:timers/promises';

const everyMs = 20;
const bytes = 4096;

export interface DiskProbe {
  /** How long each flush took since the last look, in milliseconds. */
  take(): number[];
  stop(): Promise<void>;
}

/**
 * Writes and flushes a small file of its own again and again: how long the disk lets anybody wait who asks for nothing more, which
 * tells its stalls from those of a program that shares it.
 * @param file written over and over, removed in the end
 */
export async function startDiskProbe(file: string): Promise<DiskProbe> {
  const handle = await open(file, 'w');
  const stopping = new AbortController();
  let times: number[] = [];
  const running = probe(handle, stopping.signal, (ms) => times.push(ms));
  return {
    take() {
      const taken = times;
      times = [];
      return taken;
    },
    async stop() {
      stopping.abort();
      await running;
      await handle.close();
      await rm(file);
    },
  };
}

async function probe(handle: FileHandle, signal: AbortSignal, took: (ms: number) => void): Promise<void> {
  const content = Buffer.alloc(bytes);
  while (!signal.aborted) {
    const began = performance.now();
    await handle.write(content, 0, bytes, 0);
    await handle.datasync();
    took(performance.now() - began);
    await rest(everyMs, undefined, { signal }).catch(() => undefined);
  }
}
