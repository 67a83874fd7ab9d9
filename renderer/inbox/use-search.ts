import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { withoutUnfinished } from '../search/complete.ts';

/** Searches follow typing at once, but no faster than this. */
const leastMs = 40;
/** When typing rests for so long, what is half typed counts as it stands. */
const restMs = 900;
/** The address follows typing when it pauses: browsers allow only so many changes of it. */
const addressMs = 500;

export type Remember = (query: string, how: 'push' | 'replace') => void;

/**
 * What is typed, and what is searched: the latter follows at once, without a term that is only half typed. Both are kept in
 * the address, where each search that was typed or chosen is one step back.
 *
 * @param address the query in the address
 */
export function useSearch(address: string, remember: Remember) {
  const [text, setText] = useState(address);
  const [settled, setSettled] = useState(address);
  const timers = useRef<{ search?: Timer; rest?: Timer; address?: Timer }>({});
  const sentAt = useRef(0);
  const latest = useRef(text);
  const written = useRef(address);
  /** True while one search is being typed: its steps replace each other in the address. */
  const typing = useRef(false);
  const keep = useRef(remember);
  keep.current = remember;

  const stop = useCallback(() => {
    const { search, rest, address: writing } = timers.current;
    for (const timer of [search, rest, writing]) clearTimeout(timer);
    timers.current = {};
  }, []);
  const show = useCallback(
    (next: string) => {
      stop();
      latest.current = next;
      setText(next);
      setSettled(next);
    },
    [stop],
  );
  const write = useCallback((next: string) => {
    if (next === written.current) return;
    keep.current(next, typing.current ? 'replace' : 'push');
    written.current = next;
  }, []);

  useEffect(() => stop, [stop]);
  useEffect(() => {
    if (address === written.current) return;
    written.current = address;
    typing.current = false;
    show(address);
  }, [address, show]);

  /** What is typed takes its course. */
  const type = useCallback(
    (next: string) => {
      latest.current = next;
      setText(next);
      const { current } = timers;
      for (const timer of [current.search, current.rest, current.address]) clearTimeout(timer);
      const send = () => {
        sentAt.current = performance.now();
        setSettled(withoutUnfinished(next));
      };
      const wait = sentAt.current + leastMs - performance.now();
      if (wait <= 0 || next === '') send();
      else current.search = setTimeout(send, wait);
      current.rest = setTimeout(() => setSettled(next), restMs);
      current.address = setTimeout(() => {
        write(next);
        typing.current = true;
      }, addressMs);
    },
    [write],
  );

  /** Another search, chosen as a whole. */
  const choose = useCallback(
    (next: string) => {
      typing.current = false;
      show(next);
      write(next);
    },
    [show, write],
  );

  /** Typing is over: what was typed is searched as it stands. */
  const finish = useCallback(() => {
    show(latest.current);
    write(latest.current);
    typing.current = false;
  }, [show, write]);

  return useMemo(() => ({ text, settled, type, choose, finish }), [text, settled, type, choose, finish]);
}

type Timer = ReturnType<typeof setTimeout>;
