import { MergeView as CodeMerge } from '@codemirror/merge';
import { EditorState } from '@codemirror/state';
import { EditorView, highlightSpecialChars, lineNumbers } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import css from './compare-screen.module.css';

/** A diff that takes longer than this (milliseconds) is drawn more coarsely. */
const diffTimeMs = 300;

const look = EditorView.theme({
  '&': { fontSize: '12px', backgroundColor: 'transparent', color: 'var(--tl-text)' },
  '.cm-scroller': { fontFamily: 'var(--tl-mono)', lineHeight: '20px' },
  '.cm-gutters': { backgroundColor: 'transparent', border: 'none', color: 'var(--tl-faint)' },
  '.cm-line': { padding: '0 10px 0 6px' },
  '.cm-specialChar': { color: 'var(--tl-sign)' },
  '&.cm-merge-a .cm-changedLine': { backgroundColor: 'color-mix(in srgb, var(--tl-bad) 9%, transparent)' },
  '&.cm-merge-b .cm-changedLine': { backgroundColor: 'color-mix(in srgb, var(--tl-ok) 10%, transparent)' },
  '&.cm-merge-a .cm-changedText': {
    background: 'color-mix(in srgb, var(--tl-bad) 26%, transparent)',
  },
  '&.cm-merge-b .cm-changedText': {
    background: 'color-mix(in srgb, var(--tl-ok) 28%, transparent)',
  },
});

/** Two texts side by side with their differences marked. Loaded on demand. */
export function MergeView(props: { left: string; right: string; label: string }) {
  const host = useRef<HTMLDivElement>(null);
  const { left, right, label } = props;
  useEffect(() => {
    if (!host.current) return;
    const extensions = [
      EditorState.readOnly.of(true),
      EditorView.editable.of(false),
      EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
      EditorView.lineWrapping,
      highlightSpecialChars(),
      lineNumbers(),
      look,
    ];
    const view = new CodeMerge({
      parent: host.current,
      a: { doc: left, extensions },
      b: { doc: right, extensions },
      collapseUnchanged: { margin: 3, minSize: 6 },
      diffConfig: { scanLimit: 2000, timeout: diffTimeMs },
      gutter: true,
    });
    return () => view.destroy();
  }, [left, right, label]);
  return <div ref={host} className={css.merge} />;
}
