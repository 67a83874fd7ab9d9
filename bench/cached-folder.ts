import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrationHash } from '../main/store/migrate.ts';
import { migrations } from '../main/store/migrations.ts';
import { pageBytes } from '../main/store/open.ts';
import { type Generated, generate } from './generate.ts';

/** A folder of posts, made once and kept under the system's folder for temporary files. */
export async function cachedFolder(posts: number): Promise<{ folder: string; generated: Generated }> {
  const version = migrations.map(migrationHash).join('').slice(-8);
  const folder = join(tmpdir(), `tapline-bench-${posts}-${version}-${pageBytes}`);
  const made = join(folder, 'generated.json');
  if (!existsSync(made)) {
    rmSync(folder, { recursive: true, force: true });
    console.error(`Making ${posts} posts in ${folder} …`);
    writeFileSync(made, JSON.stringify(await generate({ folder, posts })));
  }
  return { folder, generated: JSON.parse(readFileSync(made, 'utf8')) as Generated };
}
