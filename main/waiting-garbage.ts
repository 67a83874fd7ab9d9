import { setFlagsFromString } from 'node:v8';

/** What V8 may gather behind a collection before the next, in percent of what was alive then. */
const waitingPercent = 75;

/**
 * Until everything that a start loads is loaded. V8 takes code that was compiled before only under the flags of that time, in every
 * thread: with flags that change meanwhile some of it would be compiled anew at each start. Milliseconds.
 */
const startMs = 2000;

/** Bounds it once the start is over, with the size that the memory for short-lived objects has by then. */
export function boundGarbageSoon(): void {
  setTimeout(boundGarbage, startMs).unref();
}

/**
 * Bounds the garbage that waits to be collected, in every thread: the memory for short-lived objects keeps the size that it has when
 * this is called, and what outlived it is collected sooner. Under a long load the first would grow step by step to 128 MB, and with it
 * kept small the second to several times what is alive; replays and receiving are as fast without (docs/decisions/0052).
 */
export function boundGarbage(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString(`--heap-growing-percent=${waitingPercent}`);
}
