import { createContext, type ReactNode, useContext, useMemo } from 'react';
import { createHighlighter, type Highlighter } from './highlight.ts';

const HighlightContext = createContext<Highlighter | null>(null);

/** What the values below are marked by; null = nothing is. */
export function useHighlighter(): Highlighter | null {
  return useContext(HighlightContext);
}

/** Everything below marks what the query searches for. */
export function HighlightProvider(props: { query: string; children: ReactNode }) {
  const highlighter = useMemo(() => createHighlighter(props.query), [props.query]);
  return <HighlightContext value={highlighter}>{props.children}</HighlightContext>;
}
