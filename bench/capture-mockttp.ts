import { createRequire } from 'node:module';
import { join } from 'node:path';

/** mockttp as its users run it, in a process of its own: `node capture-mockttp.ts <folder of the package> <port>`. */
interface Mockttp {
  getLocal(): {
    start(port: number): Promise<void>;
    forPost(path: string): { thenReply(status: number): Promise<unknown> };
  };
}

const [folder = '', port] = process.argv.slice(2);
const { getLocal } = createRequire(join(folder, 'package.json'))(folder) as Mockttp;
const server = getLocal();
await server.start(Number(port));
await server.forPost('/callback').thenReply(200);
process.stdout.write('Receiver\n');
