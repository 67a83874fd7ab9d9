import { randomBytes } from 'node:crypto';
import type { Delivery, Endpoint, Sample, TestPost } from '../../contract/index.ts';
import { endpointFor } from '../receiver/endpoints.ts';
import { type Arrivals, createArrivals } from './arrivals.ts';
import { type CarryOptions, createCarrier } from './carry.ts';
import { makeTestPost } from './make.ts';
import { requestOfSample } from './samples.ts';
import { runScenario, type ScenarioInput, type ScenarioResult } from './scenario.ts';

export interface TestPostsOptions extends Omit<CarryOptions, 'arrivals'> {
  endpoints(): readonly Endpoint[];
  /** Default target; null = none. */
  defaultTarget(): string | null;
  version: string;
}

/** How something is sent. */
export interface SendOptions {
  signal?: AbortSignal | undefined;
}

export interface TestPosts extends Pick<Arrivals, 'isTest' | 'stored'> {
  /**
   * Sends a sample post. Resolves once it is stored, or once the target answered or failed to.
   * @throws TaplineError DIALECT_UNKNOWN, BAD_REQUEST, TARGET_MISSING, TARGET_INVALID, TUNNEL_OFF, TUNNEL_FAILED,
   *   STORAGE_FAILED
   */
  send(test: TestPost, options?: SendOptions): Promise<{ postId: number } | Delivery>;
  /**
   * Sends the posts of a scenario, until the signal is aborted.
   * @param options.onDelivery told of each delivery, for posts that go to a target
   * @throws TaplineError DIALECT_UNKNOWN, BAD_REQUEST; what goes wrong with single posts is counted
   */
  run(
    scenario: ScenarioInput,
    options?: SendOptions & { onDelivery?(delivery: Delivery): void },
  ): Promise<ScenarioResult>;
  /** Sends a kept request: its bytes, but for Host and what belongs to the connection. @throws as `send` */
  sendSample(
    sample: Sample,
    way: Pick<TestPost, 'via' | 'target'> & SendOptions,
  ): Promise<{ postId: number } | Delivery>;
  /** Ends what is under way. */
  close(): void;
}

/** Makes and sends the posts of "Send test post": what a platform's own test buttons do, without an account. */
export function createTestPosts(options: TestPostsOptions): TestPosts {
  const arrivals = createArrivals();
  const carrier = createCarrier({ ...options, arrivals });
  const closing = new AbortController();
  const make = (test: TestPost) => makeTestPost(test, { endpoints: options.endpoints(), version: options.version });
  const newNonce = () => randomBytes(12).toString('hex');
  const ending = (signal: AbortSignal | undefined) =>
    signal ? AbortSignal.any([signal, closing.signal]) : closing.signal;

  return {
    isTest: arrivals.isTest,
    stored: arrivals.stored,
    async send(test, { signal } = {}) {
      const { request, target } = make(test);
      return carrier.carry({
        request,
        via: test.via,
        target: test.target ?? target ?? options.defaultTarget(),
        nonce: newNonce(),
        signal,
      });
    },
    async run(scenario, { signal, onDelivery } = {}) {
      const whole = ending(signal);
      // What cannot be made at all is told before the first is sent; later ones differ in tickets and values only.
      const first = make(scenario.test);
      return runScenario(
        scenario,
        async (test, key) => {
          const { request, target } = key === null ? make(test) : first;
          const result = await carrier.carry({
            request,
            via: test.via,
            target: test.target ?? target ?? options.defaultTarget(),
            nonce: key ?? newNonce(),
            signal: whole,
          });
          if (!('request' in result)) return {};
          onDelivery?.(result);
          return { error: result.error?.message ?? null };
        },
        whole,
      );
    },
    sendSample: async (sample, { via, target, signal }) =>
      carrier.carry({
        request: requestOfSample(sample),
        via,
        target: target ?? endpointFor(options.endpoints(), sample.target)?.target ?? options.defaultTarget(),
        nonce: newNonce(),
        signal,
      }),
    close() {
      closing.abort();
      carrier.close();
    },
  };
}
