import { useCallback } from 'react';
import type { CodePlace } from '../../ui/code-view.tsx';
import { LazyCode } from '../../ui/lazy-code.tsx';
import type { Content } from './content.ts';
import css from './content-view.module.css';
import { placeOf } from './copy-forms.ts';
import { jsonNodes, mostNodes } from './json-nodes.ts';
import { prettyJson } from './json-pretty.ts';
import { type Note, Notes } from './notes.tsx';
import type { Sliced } from './slices.ts';
import { noteText, text } from './strings.ts';
import { TreeView } from './tree-view.tsx';
import { useSliced } from './use-sliced.ts';
import { prettyXml } from './xml-pretty.ts';

export interface TextProps {
  /** Free of what is masked. */
  source: string;
  /** Only the first part of it is there, which says so itself; that it ends too early is no damage. */
  cut: boolean;
  language: Content['language'];
  wrap: boolean;
  find: number;
  /** The text with nothing masked, to see whether what looks damaged is only hidden; null when nothing is masked. */
  real: (() => string) | null;
  place: CodePlace | null;
  /** Goes to a place in the text as it came. */
  onPlace: (place: CodePlace) => void;
}

/** Text as it came. */
export function TextView(props: TextProps) {
  const { source, language, wrap, find, place } = props;
  const label = text.content;
  return <LazyCode text={source} language={language} label={label} wrap={wrap} numbers find={find} place={place} />;
}

/** JSON or XML with a value or tag per line. */
export function PrettyView(props: TextProps) {
  const { source, real, language, wrap, find } = props;
  const make = useCallback(() => checked((text) => prettyOf(text, language), source, real), [source, real, language]);
  const { result, share } = useSliced(make);
  if (!result) return <Working share={share} />;
  const notes = faultNotes('XML', props, result);
  if (result.doctype) notes.push({ sentence: noteText.doctype[result.doctype], tone: 'warning' });
  return (
    <div className={css.view}>
      <Notes notes={notes} />
      <div className={css.area}>
        <LazyCode text={result.text} language={language} label={text.content} wrap={wrap} numbers find={find} />
      </div>
    </div>
  );
}

/** The pretty form of a text. */
export function* prettyOf(source: string, language: Content['language']): ReturnType<typeof prettyXml> {
  if (language === 'xml') return yield* prettyXml(source);
  return { text: yield* prettyJson(source), fault: null, doctype: null };
}

/** JSON as a tree. */
export function JsonView(props: TextProps) {
  const { source, real } = props;
  const make = useCallback(() => checked(jsonNodes, source, real), [source, real]);
  const { result, share } = useSliced(make);
  if (!result) return <Working share={share} />;
  const notes = faultNotes('JSON', props, result);
  if (result.full) notes.push({ sentence: noteText.nodes(mostNodes.toLocaleString('en')), tone: 'warning' });
  return (
    <div className={css.view}>
      <Notes notes={notes} />
      <div className={css.area}>
        <TreeView source={source} read={result} />
      </div>
    </div>
  );
}

interface Fault {
  at: number;
  what: string;
  stopped?: boolean;
}

/** Reads the masked text, and where that looks damaged the real one too: a mask can cover a bracket or a tag. */
function* checked<T extends { fault: Fault | null }>(
  read: (text: string) => Sliced<T>,
  source: string,
  real: (() => string) | null,
): Sliced<T & { hidden: boolean }> {
  const result = yield* read(source);
  const hidden = result.fault !== null && real !== null && (yield* read(real())).fault === null;
  return { ...result, hidden };
}

function faultNotes(form: string, props: TextProps, result: { fault: Fault | null; hidden: boolean }): Note[] {
  const { fault, hidden } = result;
  if (!fault || props.cut) return [];
  if (hidden) return [{ sentence: noteText.hiddenShape(form), tone: 'warning' }];
  const place = placeOf(props.source, fault.at);
  const said = noteText.damaged(form, noteText.place(place.line, place.column), fault.what);
  return [
    {
      sentence: fault.stopped ? `${said} ${noteText.before}` : said,
      tone: 'warning',
      action: { label: text.showPlace, run: () => props.onPlace(place) },
    },
  ];
}

function Working(props: { share: number }) {
  return (
    <div className={css.working} role="status">
      {text.working(Math.round(props.share * 100))}
    </div>
  );
}
