import { messageOf } from '../errors.ts';
import { startThread, type Thread, type ThreadOptions } from './thread.ts';

/** How long a thread that died, or could not be started again, is left alone. */
const restartMs = { first: 100, last: 5000 };

export interface KeptThreadOptions<Ready> extends Omit<ThreadOptions, 'data' | 'onDeath'> {
  /** What the thread starts with; asked for at each start. */
  data(): unknown;
  /** Runs at each start. */
  onReady(ready: Ready): void;
  /** The thread died, or could not be started again; a sentence for the log. */
  onFault(message: string): void;
}

type Calls = Record<string, (argument: never) => unknown>;

/**
 * Starts a thread and keeps it: when it dies it is started again until that works. Calls fail meanwhile.
 * @throws ThreadError when it cannot start the first time
 */
export async function keepThread<C extends Calls, Ready>(options: KeptThreadOptions<Ready>): Promise<Thread<C>> {
  let current = await start(options.spare);
  let closing = false;
  let starting: Promise<void> | null = null;
  let timer: NodeJS.Timeout | null = null;

  async function start(spare?: ThreadOptions['spare']): Promise<Thread<C>> {
    const { thread, ready } = await startThread<C, Ready>({
      ...options,
      spare,
      data: options.data(),
      onDeath(error) {
        options.onFault(error.message);
        restart(restartMs.first);
      },
    });
    options.onReady(ready);
    return thread;
  }

  function restart(delay: number): void {
    if (closing) return;
    timer = setTimeout(() => {
      starting = start()
        .then(
          (thread) => {
            current = thread;
          },
          (error: unknown) => {
            options.onFault(`A thread of the database cannot be started again: ${messageOf(error)}`);
            restart(Math.min(delay * 2, restartMs.last));
          },
        )
        .finally(() => {
          starting = null;
        });
    }, delay);
  }

  return {
    call: (op, argument, transfer) => current.call(op, argument, transfer),
    async close() {
      closing = true;
      if (timer) clearTimeout(timer);
      await starting;
      await current.close();
    },
  };
}
