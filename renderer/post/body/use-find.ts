import { useEffect, useRef, useState } from 'react';

/**
 * Ctrl+F or Cmd+F searches the body while it is on screen, instead of the page, where most of it is not drawn.
 * @param options.enabled false leaves the key alone
 * @param options.onAsk called first, to bring up a view that can search
 * @returns `find` grows with each request, until `forget` ends the search
 */
export function useFind(options: { enabled: boolean; onAsk: () => void }) {
  const [find, setFind] = useState(0);
  const ask = () => {
    options.onAsk();
    setFind((old) => old + 1);
  };
  const latest = useRef(ask);
  latest.current = ask;
  const { enabled } = options;
  useEffect(() => {
    if (!enabled) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'f' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey)
        return;
      if (event.defaultPrevented || document.querySelector('[role="dialog"]')) return;
      event.preventDefault();
      latest.current();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [enabled]);
  return { find, ask, forget: () => setFind(0) };
}
