import { setTimeout as sleep } from 'node:timers/promises';
import type { Delivery, ReplayJob } from '../contract/index.ts';
import { connection } from './ask.ts';
import { StartError } from './errors.ts';
import type { ReplayCommand } from './options.ts';

/** How often a job is looked at. */
const lookEveryMs = 150;

/** Failures that are told one by one. */
const toldFailures = 5;

/**
 * Replays posts with the Tapline that runs with a data folder: its progress on stderr, what came of it on stdout. Ctrl+C
 * cancels the job.
 * @returns the exit code: 0 when every post was answered as expected (or answered at all, when nothing is expected), else 1
 * @throws StartError when none runs, or when it refuses
 */
export async function replay({ dataFolder, input, json }: ReplayCommand): Promise<number> {
  const call = connection(dataFolder);
  let job = await call<ReplayJob>('POST', '/replays', input);
  let isAsked = false;
  const cancel = (): void => {
    isAsked = true;
  };
  process.once('SIGINT', cancel);
  process.once('SIGTERM', cancel);
  const progress = progressOn(process.stderr);
  try {
    for (let isCancelled = false; job.endedAt === null; ) {
      progress.show(job);
      await sleep(lookEveryMs);
      if (isAsked && !isCancelled) {
        isCancelled = true;
        await call('POST', `/replays/${job.id}/cancel`);
      }
      job = await call<ReplayJob>('GET', `/replays/${job.id}`);
    }
    progress.end(job);
  } finally {
    process.off('SIGINT', cancel);
    process.off('SIGTERM', cancel);
  }
  if (job.reason !== null) throw new StartError(`The replay ended early: ${job.reason}`);
  const failures = await call<Delivery[]>('GET', `/replays/${job.id}/failures?limit=${toldFailures}`);
  const text = json ? JSON.stringify(job) : [...summary(job), ...failures.flatMap(failureLines)].join('\n');
  process.stdout.write(`${text}\n`);
  return passedAll(job) ? 0 : 1;
}

/** An outcome is a status or the code of an error. */
function passedAll({ state, failed, outcomes }: ReplayJob): boolean {
  const errors = outcomes.filter(({ outcome }) => !/^\d+$/.test(outcome));
  return state === 'done' && errors.length === 0 && (failed ?? 0) === 0;
}

function summary(job: ReplayJob): string[] {
  const seconds = ((Date.parse(job.endedAt ?? '') - Date.parse(job.startedAt)) / 1000).toFixed(1);
  const rows: [string, string][] = [
    ['Posts', job.state === 'cancelled' ? `${job.done} of ${job.total}, then cancelled` : `${job.done}`],
    ['Target', job.target ?? "each post's own"],
    ['Outcomes', job.outcomes.map(({ outcome, count }) => `${count} × ${outcome}`).join(', ') || 'none'],
    ['Took', `${seconds} s, ${job.perSecond} a second`],
  ];
  if (job.passed !== null) rows.push(['Passed', String(job.passed)], ['Failed', String(job.failed)]);
  return rows.map(([name, value]) => `${name.padEnd(9)} ${value}`);
}

function failureLines({ postId, error, differences }: Delivery): string[] {
  const reasons = differences.length > 0 ? differences : [error?.message ?? ''];
  return reasons.map((reason) => `Post ${postId}: ${reason}`);
}

/** One line that is written over on a terminal, and a line now and then elsewhere. */
function progressOn(out: NodeJS.WriteStream): { show(job: ReplayJob): void; end(job: ReplayJob): void } {
  let last = '';
  let toldAt = 0;
  const line = ({ done, total, perSecond }: ReplayJob): string => `${done} of ${total} replayed, ${perSecond} a second`;
  return {
    show(job) {
      const text = line(job);
      const now = performance.now();
      if (text === last || (!out.isTTY && now - toldAt < 1000)) return;
      last = text;
      toldAt = now;
      out.write(out.isTTY ? `\r\x1b[K${text}` : `${text}\n`);
    },
    end(job) {
      out.write(out.isTTY ? `\r\x1b[K${line(job)}\n` : `${line(job)}\n`);
    },
  };
}
