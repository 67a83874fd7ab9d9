import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from './store.ts';

/** True when every thread of a process stands still. */
function isStopped(pid: number): boolean {
  return readdirSync(`/proc/${pid}/task`).every((thread) => {
    const stat = readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).startsWith('T');
  });
}

/**
 * Copies the database's files as they are at one instant, as a snapshot of the disk would or as a power cut leaves them:
 * the process stands still meanwhile (Linux). A copy of a file that is written to at the time would be none of any instant.
 */
export async function copyAtOneInstant(pid: number, from: string, to: string): Promise<void> {
  process.kill(pid, 'SIGSTOP');
  try {
    await until('the process stands still', () => isStopped(pid));
    for (const name of ['tapline.db', 'tapline.db-wal', 'tapline.db-shm']) {
      if (existsSync(join(from, name))) cpSync(join(from, name), join(to, name));
    }
  } finally {
    process.kill(pid, 'SIGCONT');
  }
}
