import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { defaultResponse, type Endpoint, type ResponseRule } from '../../contract/index.ts';
import { limits } from '../limits.ts';
import type { CapturedPost } from '../store/types.ts';
import { answerBytes } from './answer.ts';
import { createFaults, type Decision } from './faults.ts';
import { type ReadyAnswer, readyAnswer } from './ready-answer.ts';
import { writeSlowly } from './slow.ts';
import { fillIn, hasTemplate } from './template.ts';
import type { Answer, ReceiverOptions } from './types.ts';
import { createWaiting } from './waiting.ts';

/** What will be answered to a post, decided before it is stored. */
export interface Plan {
  endpoint: Endpoint | null;
  rule: ResponseRule;
  decision: Decision;
  /** True when the answer needs nothing but the rule itself: it goes out the moment the post is stored. */
  plain: boolean;
  /** Status to store with the post; null when none is sent, or when it is not known yet. */
  status: number | null;
}

/** A stored post and where its answer goes. */
export interface Exchange {
  post: CapturedPost;
  id: number;
  plan: Plan;
  response: ServerResponse;
  /** Sends an answer in the usual way. */
  send(answer: Answer): void;
}

export type Responder = ReturnType<typeof createResponder>;

/** Carries out response rules: templates, delays and faults. */
export function createResponder({
  endpoints,
  answerFor,
  timeouts,
}: Pick<ReceiverOptions, 'endpoints' | 'answerFor' | 'timeouts'>) {
  const heldMs = timeouts?.heldMs ?? limits.receiver.heldMs;
  const faults = createFaults();
  const delays = createWaiting();
  const slow = createWaiting();
  /** Connections that get no answer, the oldest first. */
  const silent = createWaiting(limits.receiver.heldConnections);
  const closing = new AbortController();

  const passes = (endpoint: Endpoint | null) => endpoint?.forward.mode === 'pass-through' && answerFor !== undefined;

  function plan(endpoint: Endpoint | null): Plan {
    const rule = endpoint?.response ?? defaultResponse;
    const decision = faults.decide(endpoint);
    const isPassed = passes(endpoint);
    const plain = decision.type === 'rule' && isPlain(rule, isPassed);
    return { endpoint, rule, decision, plain, status: statusOf(decision, isPassed ? null : rule.status) };
  }

  /** The answer of an endpoint where no post needs another one, or another moment; null elsewhere. */
  function alwaysPlain(endpoint: Endpoint | null): { status: number; answer: ReadyAnswer } | null {
    const rule = endpoint?.response ?? defaultResponse;
    if (rule.fault.type !== 'none' || !isPlain(rule, passes(endpoint))) return null;
    const answer = readyAnswer(rule);
    return answer && { status: rule.status, answer };
  }

  /** Answers what is not plain, once the post is stored. */
  function respond(exchange: Exchange): void {
    const { plan, send, response } = exchange;
    const storedAt = performance.now();
    // What waits must not keep the post, whose body may be large.
    const rest = { plan, send, response };
    void answerOf(exchange).then((answer) => {
      const left = plan.rule.delayMs - (performance.now() - storedAt);
      if (left <= 0) carryOut(rest, answer);
      else hold(response, delays, { ms: left, act: () => carryOut(rest, answer) });
    });
  }

  /** Null when there is nothing to answer. */
  async function answerOf({ plan: { endpoint, rule, decision }, post, id }: Exchange): Promise<Answer | null> {
    if (decision.type === 'fail') return { status: decision.status, headers: [], body: '' };
    if (decision.type === 'close' || decision.type === 'time-out') return null;
    if (answerFor && endpoint?.forward.mode === 'pass-through') {
      try {
        const other = await answerFor({ post, id, endpoint, closing: closing.signal });
        if (other) return other;
      } catch {
        // The platform waits for an answer; the rule has one.
      }
    }
    if (!hasTemplate(rule)) return rule;
    try {
      return fillIn(rule, post);
    } catch {
      // A fault of ours; what is stored is answered all the same, though not with a text full of braces.
      return { ...rule, headers: [], body: '' };
    }
  }

  function carryOut(
    { plan: { decision }, send, response }: Omit<Exchange, 'post' | 'id'>,
    answer: Answer | null,
  ): void {
    if (answer && decision.type !== 'slow') {
      send(answer);
      return;
    }
    onTurn(response, (socket) => {
      const cut = () => socket.destroySoon();
      if (decision.type === 'time-out') {
        // A sender that ends its side cannot be told from one that gave up.
        socket.once('end', cut);
        if (socket.readableEnded) cut();
        else hold(response, silent, { ms: heldMs, act: cut });
      } else if (answer && decision.type === 'slow') {
        const writing = writeSlowly(socket, answerBytes(answer, response.req.method), decision.bytesPerSecond);
        hold(response, slow, { ms: heldMs, act: writing.finish });
      } else cut();
    });
  }

  return {
    plan,
    alwaysPlain,
    respond,
    rulesSet: () => faults.rulesSet(endpoints()),
    /** Gives the answers that are held back, in order, and lets go of connections that get none. */
    end() {
      closing.abort();
      delays.end();
      slow.end();
      silent.end();
    },
  };
}

/** True when the answer needs nothing but the rule, and no time. */
function isPlain(rule: ResponseRule, isPassed: boolean): boolean {
  return rule.delayMs === 0 && !isPassed && !hasTemplate(rule);
}

function statusOf(decision: Decision, own: number | null): number | null {
  if (decision.type === 'fail') return decision.status;
  return decision.type === 'close' || decision.type === 'time-out' ? null : own;
}

/** Waits, as long as the connection is there. */
function hold(
  response: ServerResponse,
  waiting: ReturnType<typeof createWaiting>,
  { ms, act }: { ms: number; act(): void },
): void {
  const cancel = waiting.start(ms, act);
  response.once('close', cancel);
}

/** Calls `act` when the answers to earlier requests on the connection are out; never, when it is gone by then. */
function onTurn(response: ServerResponse, act: (socket: Socket) => void): void {
  if (response.destroyed) return;
  if (response.socket) act(response.socket);
  else response.once('socket', act);
}
