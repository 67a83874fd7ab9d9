import type { Extension } from '@codemirror/state';
import { Decoration, type DecorationSet, type EditorView, ViewPlugin, type ViewUpdate } from '@codemirror/view';
import type { Highlighter } from './highlight.ts';
import css from './marked.module.css';

const mark = Decoration.mark({ tagName: 'mark', class: css.mark ?? '' });

/** Marks what was searched for in the lines on screen. A match that goes on in the next line is left alone. */
export function codeMarks(highlighter: Highlighter | null): Extension {
  if (!highlighter) return [];
  return ViewPlugin.define(
    (view) => ({
      decorations: marksIn(view, highlighter),
      update(update: ViewUpdate) {
        if (update.docChanged || update.viewportChanged) this.decorations = marksIn(update.view, highlighter);
      },
    }),
    { decorations: (plugin) => plugin.decorations },
  );
}

function marksIn(view: EditorView, highlighter: Highlighter): DecorationSet {
  const { doc } = view.state;
  const marks = view.visibleRanges.flatMap(({ from, to }) => {
    // A long line is drawn in parts; a part may begin inside a word, which then goes unmarked at worst.
    const lines = Array.from({ length: doc.lineAt(to).number - doc.lineAt(from).number + 1 }, (_, index) =>
      doc.line(doc.lineAt(from).number + index),
    );
    return lines.flatMap((line) => {
      const start = Math.max(from, line.from);
      const text = doc.sliceString(start, Math.min(to, line.to));
      return highlighter(text).map((range) => mark.range(start + range.start, start + range.end));
    });
  });
  return Decoration.set(marks, true);
}
