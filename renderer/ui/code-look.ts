import { EditorView } from '@codemirror/view';

const control = {
  padding: '2px 8px',
  border: '1px solid var(--tl-line-strong)',
  borderRadius: '5px',
  background: 'var(--tl-raised)',
  color: 'var(--tl-text)',
  fontFamily: 'var(--mantine-font-family)',
  fontSize: '12px',
  textTransform: 'none',
};

/** Code and its search panel in the colours of the app. */
export const codeLook = EditorView.theme({
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
  '.cm-panels': { backgroundColor: 'var(--tl-panel)', color: 'var(--tl-text)' },
  '.cm-panels.cm-panels-top': { borderBottom: '1px solid var(--tl-line)' },
  '.cm-panel.cm-search': {
    padding: '6px 32px 6px 12px',
    fontFamily: 'var(--mantine-font-family)',
    fontSize: '12px',
  },
  '.cm-panel.cm-search label': { fontSize: '12px', whiteSpace: 'nowrap' },
  '.cm-panel.cm-search [name=close]': { color: 'var(--tl-dim)', fontSize: '18px', right: '8px', top: '4px' },
  '.cm-textfield': control,
  '.cm-button': { ...control, backgroundImage: 'none', cursor: 'pointer' },
  '.cm-button:active': { backgroundImage: 'none', backgroundColor: 'var(--tl-hover)' },
  '.cm-searchMatch': { backgroundColor: 'color-mix(in srgb, var(--tl-warn) 22%, transparent)' },
  '.cm-searchMatch-selected': { backgroundColor: 'color-mix(in srgb, var(--tl-warn) 55%, transparent)' },
  '.cm-selectionMatch': { backgroundColor: 'color-mix(in srgb, var(--tl-accent) 14%, transparent)' },
  '.cm-selectionBackground, &.cm-focused .cm-selectionBackground': {
    backgroundColor: 'color-mix(in srgb, var(--tl-accent) 26%, transparent) !important',
  },
});

/** Read-only code has the role of a document, which knows nothing of what CodeMirror says of every text it shows. */
export function asDocument(view: EditorView): void {
  for (const name of ['aria-multiline', 'aria-readonly']) view.contentDOM.removeAttribute(name);
}
