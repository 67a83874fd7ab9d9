import { json } from '@codemirror/lang-json';
import { xml } from '@codemirror/lang-xml';
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { highlightSelectionMatches, openSearchPanel, search, searchKeymap } from '@codemirror/search';
import { Compartment, EditorState, type Extension } from '@codemirror/state';
import { drawSelection, EditorView, highlightSpecialChars, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { useEffect, useRef } from 'react';
import { codeMarks } from '../search/code-marks.ts';
import { useHighlighter } from '../search/highlight-context.tsx';
import { asDocument, codeLook } from './code-look.ts';
import { visiblePieces } from './visible.ts';

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.tagName], color: 'var(--tl-accent)' },
  { tag: [tags.string, tags.attributeValue], color: 'var(--tl-ok)' },
  { tag: [tags.number, tags.bool, tags.null, tags.attributeName], color: 'var(--tl-status)' },
  { tag: [tags.punctuation, tags.angleBracket], color: 'var(--tl-dim)' },
  { tag: [tags.comment, tags.documentMeta, tags.processingInstruction], color: 'var(--tl-faint)' },
]);

/** Odd characters are drawn with the same signs as everywhere else. */
const signs = highlightSpecialChars({
  addSpecialChars: /[\u00a0\u2060\u202a-\u202e\u2066-\u2069\ufffd]/g,
  render(code) {
    const [piece] = visiblePieces(String.fromCodePoint(code));
    const sign = document.createElement('span');
    sign.textContent = piece?.sign ?? '\ufffd';
    sign.className = 'cm-specialChar';
    sign.title = piece?.label ?? '';
    sign.setAttribute('aria-label', sign.title);
    return sign;
  },
});

/** What is drawn as a sign, as far as a text can hold many. */
const drawnAsSign = /[\ufffd\u00a0\u00ad\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]|(?![\t\n\r])\p{Cc}/gu;
/** Each sign is an element of its own; with more of them than this, a browser would stand still. */
const mostSigns = 1000;

/** Where signs would be too many, control characters are exchanged for characters that look like signs. */
function withSigns(text: string): { doc: string; extensions: Extension } {
  let count = 0;
  drawnAsSign.lastIndex = 0;
  while (count <= mostSigns && drawnAsSign.test(text)) count += 1;
  if (count <= mostSigns) return { doc: text, extensions: signs };
  const doc = text.replace(/[\u202a-\u202e\u2066-\u2069]|(?![\t\n\r])\p{Cc}/gu, (odd) =>
    odd < ' ' ? String.fromCharCode(0x2400 + odd.charCodeAt(0)) : '\ufffd',
  );
  return { doc, extensions: [] };
}

/** A place in the text: line and column, counted from 1. */
export interface CodePlace {
  line: number;
  column: number;
}

/** Read-only text of any size: only the lines on screen are drawn. Loaded on demand, it is the heaviest part of the window. */
export function CodeView(props: {
  text: string;
  language: 'json' | 'xml' | 'plain';
  label: string;
  wrap: boolean;
  /** Whether lines are numbered; default: when they are wrapped, because a hex dump has its offsets. */
  numbers?: boolean;
  /** Grows whenever the search is asked for. */
  find?: number;
  /** A place to go to; a new object goes there again. */
  place?: CodePlace | null;
}) {
  const host = useRef<HTMLDivElement>(null);
  const { text, language, label, wrap, numbers = wrap, find = 0, place = null } = props;
  const view = useRef<EditorView>(null);
  const wrapping = useRef(new Compartment());
  const marking = useRef(new Compartment());
  const highlighter = useHighlighter();
  const marksNow = useRef(highlighter);
  marksNow.current = highlighter;
  const wrapNow = useRef(wrap);
  wrapNow.current = wrap;
  useEffect(() => {
    if (!host.current) return;
    const { doc, extensions } = withSigns(text);
    const made = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc,
        extensions: [
          EditorState.readOnly.of(true),
          EditorView.editable.of(false),
          EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0', role: 'document' }),
          extensions,
          drawSelection(),
          search({ top: true }),
          highlightSelectionMatches(),
          keymap.of(searchKeymap),
          syntaxHighlighting(colours),
          codeLook,
          wrapping.current.of(wrapNow.current ? EditorView.lineWrapping : []),
          marking.current.of(codeMarks(marksNow.current)),
          ...(numbers ? [lineNumbers()] : []),
          ...(language === 'json' ? [json()] : language === 'xml' ? [xml()] : []),
        ],
      }),
    });
    asDocument(made);
    view.current = made;
    return () => {
      view.current = null;
      made.destroy();
    };
  }, [text, language, label, numbers]);
  useEffect(() => {
    view.current?.dispatch({ effects: wrapping.current.reconfigure(wrap ? EditorView.lineWrapping : []) });
  }, [wrap]);
  useEffect(() => {
    view.current?.dispatch({ effects: marking.current.reconfigure(codeMarks(highlighter)) });
  }, [highlighter]);
  useEffect(() => {
    if (find > 0 && view.current) openSearchPanel(view.current);
  }, [find]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the place is one in the text at hand
  useEffect(() => {
    const { current } = view;
    if (!place || !current) return;
    const line = current.state.doc.line(Math.min(place.line, current.state.doc.lines));
    const at = Math.min(line.from + place.column - 1, line.to);
    const selection = { anchor: at, head: Math.min(at + 1, line.to) };
    current.dispatch({ selection, effects: EditorView.scrollIntoView(at, { y: 'center' }) });
    current.focus();
  }, [place, text]);
  return <div ref={host} style={{ height: '100%', minHeight: 0 }} />;
}
