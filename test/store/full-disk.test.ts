import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { lookInto, tempFolder, testStore, until } from '../helpers/store.ts';

const hasTools = process.platform === 'linux' && spawnSync('prlimit', ['--version']).status === 0;

interface Told {
  ready?: boolean;
  closed?: boolean;
  health?: string | null;
  fault?: string;
  id?: number;
  total?: number;
  refused?: string;
}

/** A store in a process that may write files of at most so many bytes. */
async function limited(folder: string, bytes: number) {
  const entry = fileURLToPath(new URL('./full-disk-child.ts', import.meta.url));
  // The soft limit only, so that it can be raised again without being root.
  const script = `ulimit -S -f ${Math.floor(bytes / 1024)}; exec "$0" "$1" "$2"`;
  const child = spawn('bash', ['-c', script, process.execPath, entry, folder], { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const told: Told[] = [];
  createInterface(child.stdout).on('line', (line) => told.push(JSON.parse(line) as Told));
  await until('the child is ready', () => told.length > 0);
  return {
    told,
    /** Sends a post and returns what became of it. */
    async post(size: number | 'same'): Promise<Told> {
      const answers = () => told.filter((one) => one.id !== undefined || one.refused !== undefined);
      const before = answers().length;
      child.stdin.write(`${size}\n`);
      await until('the post is answered', () => answers().length > before);
      return answers()[before] as Told;
    },
    makeRoom: () => execFileSync('prlimit', ['--pid', String(child.pid), '--fsize=unlimited:']),
    async close() {
      child.stdin.end();
      await exited;
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

test.skipIf(!hasTools)(
  'on a full disk posts are refused with a reason, told once, and taken again when there is room (needs bash and prlimit)',
  async () => {
    using folder = tempFolder();
    const stored: number[] = [];
    {
      await using child = await limited(folder.path, 2 * 1024 * 1024);
      let refused: Told | null = null;
      for (let i = 0; i < 40 && !refused; i++) {
        const answer = await child.post(100_000);
        if (answer.id === undefined) refused = answer;
        else stored.push(answer.id);
      }
      expect(stored.length).toBeGreaterThan(3);
      expect(refused?.refused).toMatch(/disk.*Tapline goes on by itself\.$/);
      for (let i = 0; i < 5; i++) expect((await child.post('same')).refused).toBe(refused?.refused);
      expect(healthOf(child.told)).toEqual([refused?.refused]);

      child.makeRoom();
      // Without a post being sent: the store tries by itself.
      await until('the alarm ends', () => healthOf(child.told).at(-1) === null);
      const again = await child.post('same');
      expect(again.id).toBe(stored.length + 1);
      expect(again.total).toBe(stored.length + 1);
      expect((await child.post('same')).id).toBe(stored.length + 2);
      expect(healthOf(child.told)).toEqual([refused?.refused, null]);
      // What meets the full disk again and again in the background is told once.
      const faults = child.told.flatMap((one) => one.fault ?? []);
      expect(faults.length).toBe(new Set(faults).size);
      await child.close();
    }
    await using store = await testStore(folder.path);
    expect(store.total).toBe(stored.length + 2);
    using db = lookInto(folder.file);
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    // The copies that were refused are no earlier posts; the one that was stored is.
    const duplicates = db.prepare('SELECT duplicate_of FROM posts ORDER BY id').pluck().all();
    expect(duplicates).toEqual([...stored.map(() => null), null, stored.length + 1]);
  },
);

const healthOf = (told: Told[]) => told.flatMap((one) => (one.health === undefined ? [] : [one.health]));
