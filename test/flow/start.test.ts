import { once } from 'node:events';
import { connect } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { startApp } from '../helpers/app.ts';
import { freePort } from '../helpers/free-port.ts';
import { tempFolder } from '../helpers/store.ts';
import { post } from '../receiver/world.ts';

/** Connects as soon as the port is there, sends one post, and resolves with the status it was answered. */
async function knock(port: number, pieces: string[], onSent: () => void): Promise<number> {
  for (;;) {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    try {
      await once(socket, 'connect');
    } catch {
      await turn();
      continue;
    }
    for (const piece of pieces) {
      socket.write(piece);
      await turn();
    }
    onSent();
    const [answer] = (await once(socket, 'data')) as [Buffer];
    socket.destroy();
    return Number(answer.toString('latin1', 9, 12));
  }
}

test('posts that come from the first moment on are stored and answered, before the rest of the app is there', async () => {
  for (let round = 0; round < 5; round++) {
    using folder = tempFolder();
    const port = await freePort();
    let isUp = false;
    let early = 0;
    const answered = Array.from({ length: 8 }, async (_, i) => {
      const whole = post('/callback', `n=${i}`, 'X-Forwarded-Host: calm-fox.example');
      return knock(port, i % 2 === 0 ? [whole] : [whole.slice(0, 9), whole.slice(9)], () => {
        if (!isUp) early++;
      });
    });
    await using tapline = await startApp({ dataFolder: folder.path, receiverPort: port });
    isUp = true;
    expect(await Promise.all(answered)).toEqual(Array.from({ length: 8 }, () => 200));
    expect(early).toBeGreaterThan(0);
    expect((await tapline.api<{ count: number }>('GET', '/posts/count')).body.count).toBe(8);
  }
});
