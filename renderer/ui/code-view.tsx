import { json } from '@codemirror/lang-json';
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { EditorState } from '@codemirror/state';
import { drawSelection, EditorView, highlightSpecialChars, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { useEffect, useRef } from 'react';

const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--tl-accent)' },
  { tag: tags.string, color: 'var(--tl-ok)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--tl-status)' },
  { tag: tags.punctuation, color: 'var(--tl-dim)' },
]);

const look = EditorView.theme({
  '&': { height: '100%', fontSize: '12px', backgroundColor: 'transparent', color: 'var(--tl-text)' },
  '&.cm-focused': {
    outline: 'none',
    boxShadow: 'inset 0 0 0 2px color-mix(in srgb, var(--tl-accent) 45%, transparent)',
  },
  '.cm-scroller': { fontFamily: 'var(--tl-mono)', lineHeight: '20px' },
  '.cm-gutters': { backgroundColor: 'transparent', border: 'none', color: 'var(--tl-faint)' },
  '.cm-content': { padding: '8px 0' },
  '.cm-line': { padding: '0 14px 0 6px' },
  '.cm-specialChar': { color: 'var(--tl-sign)' },
  '.cm-panels': { backgroundColor: 'var(--tl-panel)', color: 'var(--tl-text)', borderColor: 'var(--tl-line)' },
  '.cm-selectionBackground, &.cm-focused .cm-selectionBackground': {
    backgroundColor: 'color-mix(in srgb, var(--tl-accent) 26%, transparent) !important',
  },
});

/** Read-only text of any size: only the lines on screen are drawn. Loaded on demand, it is the heaviest part of the window. */
export function CodeView(props: { text: string; language: 'json' | 'plain'; label: string; wrap: boolean }) {
  const host = useRef<HTMLDivElement>(null);
  const { text, language, label, wrap } = props;
  useEffect(() => {
    if (!host.current) return;
    const view = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: text,
        extensions: [
          EditorState.readOnly.of(true),
          EditorView.editable.of(false),
          EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0', role: 'document' }),
          highlightSpecialChars(),
          drawSelection(),
          search({ top: true }),
          highlightSelectionMatches(),
          keymap.of(searchKeymap),
          syntaxHighlighting(colours),
          look,
          // A hex dump has its offsets and its own width; text is numbered and wrapped.
          ...(wrap ? [EditorView.lineWrapping, lineNumbers()] : []),
          ...(language === 'json' ? [json()] : []),
        ],
      }),
    });
    return () => view.destroy();
  }, [text, language, label, wrap]);
  return <div ref={host} style={{ height: '100%', minHeight: 0 }} />;
}
