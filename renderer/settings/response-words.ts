import { hashKey } from '@tanstack/react-query';
import { defaultResponse, type Endpoint, type ResponseRule } from '../../contract/index.ts';
import { text as all } from './strings.ts';

const text = all.rule;

/** What the endpoint answers instead of 200 without a body, in a few words; null when it is just that. */
export function responseWords(rule: ResponseRule): string | null {
  const { fault } = rule;
  const isAnswered = fault.type !== 'close' && fault.type !== 'time-out';
  const details = [
    ...(isAnswered && rule.body !== '' ? [text.withBody] : []),
    ...(isAnswered && rule.headers.length > 0 ? [text.withHeaders(rule.headers.length)] : []),
    ...(fault.type !== 'time-out' && rule.delayMs !== 0 ? [text.after(rule.delayMs / 1000)] : []),
  ];
  // The words of a fault have their verb; without one, the status brings it.
  const needsVerb = fault.type === 'none' && details.length > 0;
  const isOther = isAnswered && rule.status !== defaultResponse.status;
  const status = needsVerb || isOther ? [text.answers(rule.status)] : [];
  const words = [...faultWords(rule), ...status, ...details];
  return words.length === 0 ? null : words.join(', ');
}

function faultWords({ fault }: ResponseRule): string[] {
  switch (fault.type) {
    case 'none':
      return [];
    case 'fail-first':
      return [text.failFirst(fault.status, fault.count)];
    case 'fail-percent':
      return [text.failPercent(fault.status, fault.percent)];
    case 'close':
      return [text.close];
    case 'slow':
      return [text.slow(fault.bytesPerSecond)];
    case 'time-out':
      return [text.timeOut];
  }
}

/** The endpoints whose rule is not the safe default, with what each answers. */
export function unusualRules(endpoints: readonly Endpoint[]): { path: string; words: string }[] {
  return endpoints.flatMap(({ path, response }) => {
    const words = responseWords(response);
    return words === null ? [] : [{ path, words }];
  });
}

/** The rule turned off: a fault goes first, for what else the user set up on purpose is still there without it. */
export function calmer(rule: ResponseRule): ResponseRule {
  return rule.fault.type === 'none' ? defaultResponse : { ...rule, fault: { type: 'none' } };
}

/** True when both rules answer the same, in whichever order their members stand. */
export function isSameRule(a: ResponseRule, b: ResponseRule): boolean {
  return hashKey([a]) === hashKey([b]);
}

/** What is wrong with a rule, in a sentence; null when it can be saved. */
export function responseFault(rule: ResponseRule): string | null {
  if (!Number.isInteger(rule.status) || rule.status < 200 || rule.status > 599) return text.badStatus;
  if (!(rule.delayMs >= 0 && rule.delayMs <= 120_000)) return text.badDelay;
  const { fault } = rule;
  const failing = fault.type === 'fail-first' || fault.type === 'fail-percent';
  if (failing && (!Number.isInteger(fault.status) || fault.status < 400 || fault.status > 599)) return text.badFault;
  if (fault.type === 'fail-first' && !(fault.count >= 1)) return text.badCount;
  if (fault.type === 'fail-percent' && !(fault.percent >= 0 && fault.percent <= 100)) return text.badPercent;
  return fault.type === 'slow' && !(fault.bytesPerSecond >= 1) ? text.badSpeed : null;
}
