import { type Command, InvalidArgumentError, Option } from 'commander';
import { expectationSchema, parseQuery, type ReplayJobInput } from '../contract/index.ts';
import { parseStatuses } from './replay/expect.ts';

/** What the flags of `tapline replay` are read as. */
export interface ReplayFlags {
  query: string;
  target?: string;
  concurrency: number;
  rate?: number;
  speed?: number;
  expect?: string;
  expectBody?: string;
}

/** Gives the command its description and flags. */
export function withReplayFlags(command: Command): Command {
  return command
    .description('replay the posts that match, with the Tapline that runs; exits with 0 when all passed, else with 1')
    .addOption(
      new Option('--query <text>', 'which posts, as in the search field; an empty one is all of them')
        .argParser(toQuery)
        .makeOptionMandatory(),
    )
    .addOption(new Option('--target <name or url>', "where to (default: each post's own)").argParser(toTarget))
    .addOption(new Option('--concurrency <n>', 'how many at a time').default(1).argParser(toConcurrency))
    .addOption(new Option('--rate <n>', 'most posts a second').argParser(toPositive(100_000)))
    .addOption(
      new Option('--speed <n>', 'as far apart as the posts came, so many times as fast').argParser(
        toPositive(1_000_000),
      ),
    )
    .addOption(
      new Option(
        '--expect <status>',
        "statuses that pass: 200, 2xx, or several with commas between (default: what the target's own expectation says, else any)",
      ).argParser(toStatuses),
    )
    .addOption(new Option('--expect-body <text>', 'what the body of each answer has to contain'));
}

/** The job that the flags ask for. */
export function toReplayInput(flags: ReplayFlags): ReplayJobInput {
  const { query, target, concurrency, rate, speed, expect, expectBody } = flags;
  const isExpecting = expect !== undefined || expectBody !== undefined;
  return {
    query,
    target,
    concurrency,
    rate: rate ?? null,
    speed: speed ?? null,
    ...(isExpecting
      ? { expect: expectationSchema.parse({ status: expect ?? null, bodyContains: expectBody ?? null }) }
      : {}),
  };
}

function toQuery(text: string): string {
  const parsed = parseQuery(text);
  if (!parsed.ok) throw new InvalidArgumentError(parsed.message);
  return text;
}

function toTarget(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('Name a target, or write its URL.');
  return text.trim();
}

function toConcurrency(text: string): number {
  const count = Number(text);
  if (!/^\d{1,2}$/.test(text) || count < 1 || count > 64) {
    throw new InvalidArgumentError('So many at a time is a number from 1 to 64.');
  }
  return count;
}

function toPositive(most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+(\.\d+)?$/.test(text) || value <= 0 || value > most) {
      throw new InvalidArgumentError(`Give a number above 0, at most ${most}.`);
    }
    return value;
  };
}

function toStatuses(text: string): string {
  if (parseStatuses(text) === null) throw new InvalidArgumentError('Write statuses like 200, 2xx or 200,204.');
  return text;
}
