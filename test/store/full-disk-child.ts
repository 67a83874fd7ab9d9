import { createInterface } from 'node:readline';
import { openStore } from '../../main/store/store.ts';
import { captured } from '../helpers/store.ts';

/**
 * A process of its own, because the largest file a process may write is a limit of the process. Takes a line per post,
 * the size of its body, and tells what became of it; tells of the store's health, too.
 */
const tell = (event: object) => process.stdout.write(`${JSON.stringify(event)}\n`);
const store = await openStore({
  folder: process.argv[2] as string,
  onHealth: (problem) => tell({ health: problem }),
  onFault: (fault) => tell({ fault }),
});
tell({ ready: true });
let tag = 0;
for await (const line of createInterface(process.stdin)) {
  tag = line === 'same' ? tag : tag + 1;
  const size = line === 'same' ? 100_000 : Number(line);
  const post = captured({ target: `/callback?n=${tag}`, body: Buffer.alloc(size, 'x') });
  await store.append(post).then(
    (id) => tell({ id, total: store.total }),
    (error: Error) => tell({ refused: error.message }),
  );
}
await store.close();
tell({ closed: true });
