import type { Expectation, ReplayJob } from '../../contract/index.ts';
import { TaplineError } from '../errors.ts';
import { limits } from '../limits.ts';
import type { Store } from '../store/types.ts';
import type { TargetBook } from '../targets/target-book.ts';
import { jobIds } from './job-posts.ts';
import { type RunningJob, runJob } from './job-run.ts';
import type { Replayer } from './replay.ts';
import { createTeller } from './teller.ts';

/** What a job is started with; the contract has filled in what was left out. */
export interface JobInput {
  query?: string | undefined;
  ids?: number[] | undefined;
  target?: string | undefined;
  concurrency: number;
  rate: number | null;
  speed: number | null;
  expect?: Expectation | undefined;
}

/** Replays of many posts since the start. */
export interface ReplayJobs {
  /** @throws TaplineError BAD_REQUEST, BAD_QUERY, TARGET_INVALID */
  start(input: JobInput): Promise<ReplayJob>;
  /** Newest first. */
  list(): ReplayJob[];
  /** @throws TaplineError NOT_FOUND */
  get(id: number): ReplayJob;
  /** @throws TaplineError NOT_FOUND */
  pause(id: number, paused: boolean): ReplayJob;
  /** @throws TaplineError NOT_FOUND */
  cancel(id: number): ReplayJob;
  /** Breaks off what runs, and resolves when all of it is written down. */
  close(): Promise<void>;
}

const lastJobName = 'last-replay-job';

/** Starts jobs and remembers the newest of them. */
export function createReplayJobs(options: {
  store: Pick<Store, 'matching' | 'lastId' | 'requests' | 'addDeliveries' | 'value' | 'putValue'>;
  replayer: Pick<Replayer, 'trySending'>;
  targets: TargetBook;
  /** A job's progress, told a few times a second. */
  onProgress(job: ReplayJob): void;
}): ReplayJobs {
  const { store, replayer, targets } = options;
  const jobs = new Map<number, RunningJob>();
  const tellers = new Set<{ stop(): void }>();
  // Deliveries of earlier starts carry numbers, too.
  let lastId = Number(store.value(lastJobName) ?? 0);
  let closed = false;

  function find(id: number): RunningJob {
    const job = jobs.get(id);
    if (job) return job;
    throw new TaplineError('NOT_FOUND', `There is no replay job ${id}. Jobs are remembered until Tapline is closed.`);
  }

  function forget(): void {
    for (const [id, job] of jobs) {
      if (jobs.size <= limits.replay.jobs) return;
      if (job.snapshot().endedAt !== null) jobs.delete(id);
    }
  }

  return {
    async start({ query, ids, target, ...how }) {
      if ((query === undefined) === (ids === undefined)) {
        throw new TaplineError('BAD_REQUEST', 'Name the posts by a query or by ids, one of the two.');
      }
      const text = target?.trim();
      const found = text ? { text, found: targets.resolve(text) } : null;
      const chosen = await jobIds(store, { query, ids });
      if (closed) throw new TaplineError('INTERNAL', 'Tapline is being closed.');
      const id = ++lastId;
      await store.putValue(lastJobName, String(id));
      const teller = createTeller(limits.replay.progressMs, () => options.onProgress(job.snapshot()));
      tellers.add(teller);
      const job: RunningJob = runJob({
        ...how,
        id,
        ids: chosen,
        query: query ?? null,
        target: found,
        expect: how.expect,
        store,
        replayer,
        targets,
        onProgress: teller.tell,
      });
      jobs.set(id, job);
      void job.ended.then(() => {
        tellers.delete(teller);
        if (jobs.has(id)) jobs.set(id, remembered(job.snapshot()));
      });
      forget();
      return job.snapshot();
    },
    list: () => [...jobs.values()].map((job) => job.snapshot()).reverse(),
    get: (id) => find(id).snapshot(),
    pause(id, paused) {
      const job = find(id);
      job.pause(paused);
      return job.snapshot();
    },
    cancel(id) {
      const job = find(id);
      job.cancel();
      return job.snapshot();
    },
    async close() {
      closed = true;
      for (const job of jobs.values()) job.abort();
      await Promise.all([...jobs.values()].map((job) => job.ended));
      for (const teller of tellers) teller.stop();
    },
  };
}

/** A job that ended: what is told of it, without the numbers of its posts and all else that it worked with. */
function remembered(job: ReplayJob): RunningJob {
  return { snapshot: () => job, pause() {}, cancel() {}, abort() {}, ended: Promise.resolve() };
}
