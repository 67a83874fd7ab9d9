import { type ComponentType, useEffect, useLayoutEffect, useState } from 'react';
import { flushSync } from 'react-dom';

interface Options<Props> {
  /** For a dialog, what it is told while it is closed: it is drawn so at first, to know what had the focus before it. */
  closed?: Partial<Props>;
  /** For a dialog, whether it is open. It is fetched when it is opened, if it was not before. */
  when?: (props: Props) => boolean;
  /** Stands in its place until it is there. */
  soon?: ComponentType<Props>;
}

/**
 * A view whose code is fetched apart from the window's. Once that is there the view is drawn at once, like any other: React's
 * own `lazy` would show a gap at first in any case, and hold it for a third of a second.
 */
export function later<Props extends object>(load: () => Promise<ComponentType<Props>>, options: Options<Props> = {}) {
  const { closed, when, soon: Soon } = options;
  const waiting = new Set<() => void>();
  let View: ComponentType<Props> | null = null;

  /** Fetches the view, so that it is there when it is wanted. */
  const prepare = async () => {
    if (View) return;
    View = await load();
    // At once: whoever waited for it may open it next.
    flushSync(() => {
      for (const draw of waiting) draw();
    });
  };

  function Later(props: Props) {
    const [there, setThere] = useState(View !== null);
    const [ready, setReady] = useState(false);
    const [fault, setFault] = useState<{ error: unknown } | null>(null);
    const wanted = when?.(props) ?? true;
    useEffect(() => {
      const draw = () => setThere(true);
      waiting.add(draw);
      if (View) draw();
      return () => {
        waiting.delete(draw);
      };
    }, []);
    useEffect(() => {
      if (wanted) prepare().catch((error: unknown) => setFault({ error }));
    }, [wanted]);
    useLayoutEffect(() => setReady(there), [there]);
    if (fault) throw fault.error;
    if (!View || !there) return wanted && Soon ? <Soon {...props} /> : null;
    return ready || !closed ? <View {...props} /> : <View {...props} {...closed} />;
  }
  return Object.assign(Later, { prepare, isThere: () => View !== null });
}
