import { Button } from '@mantine/core';
import { type ReactNode, useMemo, useState } from 'react';
import type { ByteRange } from '../../../contract/index.ts';
import { formatSize } from '../../ui/bytes.ts';
import type { CodePlace } from '../../ui/code-view.tsx';
import { Message } from '../../ui/message.tsx';
import { saveBytes } from '../../ui/save.ts';
import { readStored, writeStored } from '../../ui/stored.ts';
import { toast } from '../../ui/toast.ts';
import { maskedBytes, maskedText, mergeRanges } from '../mask.ts';
import { invalidUtf8 } from './charset.ts';
import { type Content, contentOf, type ViewName } from './content.ts';
import css from './content-view.module.css';
import { linesOf, safeFileName } from './copy-forms.ts';
import { Facts } from './facts.tsx';
import { FormView } from './form-view.tsx';
import type { HexField } from './hex-tools.tsx';
import { HexView } from './hex-view.tsx';
import { ImageView } from './image-view.tsx';
import type { Part } from './multipart-parts.ts';
import { type Note, Notes } from './notes.tsx';
import { PartsView } from './parts-view.tsx';
import { coversAll, moved } from './ranges.ts';
import { runAtOnce } from './slices.ts';
import { noteText, text } from './strings.ts';
import { JsonView, PrettyView, prettyOf, TextView } from './text-views.tsx';
import { Toolbar } from './toolbar.tsx';
import { useFind } from './use-find.ts';

/** Bytes drawn as text before the user asks for all. */
export const firstPart = 2 * 1024 * 1024;

/** Bytes, and all that is known about them. */
export interface ContentProps {
  bytes: Uint8Array<ArrayBuffer>;
  /** Where credentials stand. */
  secrets: readonly ByteRange[];
  shown: boolean;
  onReveal: () => void;
  contentType: string | null;
  /** Name of a file they are saved to: given, or to be made with an extension. */
  fileName: string | ((extension: string) => string);
  /** What of the post can be pointed at in hex. */
  fields: readonly HexField[];
  /** Notes that come first. */
  notes: readonly Note[];
  /** Stands before the facts. */
  before?: ReactNode;
  /** What to take the bytes for, where that is not what the Content-Type says. */
  as?: string;
  /** True for a part of a body, which has room of its own and no part inside. */
  nested?: boolean;
}

const nothing: readonly ByteRange[] = [];

/** Bytes in the views that make sense for them: as what they are, as text, in hex. Masked before anything else sees them. */
export function ContentView(props: ContentProps) {
  const { bytes, shown, contentType, as, nested = false } = props;
  const secrets = useMemo(() => mergeRanges(props.secrets), [props.secrets]);
  const hidden = shown ? nothing : secrets;
  const content = useMemo(() => contentOf(bytes, as ?? contentType), [bytes, as, contentType]);
  const [chosen, setChosen] = useState<ViewName | null>(null);
  const [chosenCharset, setCharset] = useState<string | null>(null);
  const [whole, setWhole] = useState(bytes.length <= firstPart);
  const [wrap, setWrap] = useState(readStored('wrap') !== 'false');
  const [place, setPlace] = useState<CodePlace | null>(null);
  const view = content.views.find((each) => each === chosen) ?? (content.views[0] as ViewName);
  const { find, ask, forget } = useFind({
    enabled: !nested,
    onAsk: () => view !== 'hex' && view !== 'pretty' && setChosen(content.views.includes('text') ? 'text' : 'hex'),
  });
  const charset = chosenCharset ?? content.charset;
  const isText = view !== 'hex' && view !== 'image' && view !== 'parts';
  // The tree reads all of it in slices; what is drawn as text is cut.
  const all = whole || view === 'tree';
  const source = useMemo(
    () => (isText ? maskedText(all ? bytes : upTo(bytes, firstPart), clip(hidden, all), charset) : ''),
    [isText, bytes, hidden, charset, all],
  );
  const invalid = useMemo(() => invalidNote(isText ? bytes : null, charset), [isText, bytes, charset]);
  const lines = useMemo(() => (view === 'text' && whole ? linesOf(source) : null), [view, whole, source]);
  const real = useMemo(
    () => (hidden.length > 0 ? () => maskedText(bytes, nothing, charset) : null),
    [hidden, bytes, charset],
  );
  const allHidden = coversAll(hidden, bytes.length);

  const asText = () => {
    const masked = maskedText(bytes, hidden, charset);
    return view === 'pretty' ? runAtOnce(prettyOf(masked, content.language)).text : masked;
  };
  const asBytes = () => (hidden.length > 0 ? maskedBytes(bytes, hidden) : bytes);
  const save = () => {
    const otherwise = `post.${content.extension}`;
    const { fileName } = props;
    const name = safeFileName(typeof fileName === 'string' ? fileName : fileName(content.extension), otherwise);
    saveBytes(asBytes(), name);
    toast(hidden.length > 0 ? text.savedMasked(name) : text.saved(name));
  };
  const textProps = {
    source,
    cut: isText && !all,
    language: content.language,
    wrap,
    find,
    place,
    real,
    onPlace: (next: CodePlace) => {
      setWhole(true);
      setChosen('text');
      setPlace({ ...next });
    },
  };
  const notes: Note[] = [...props.notes, ...content.notes.map((sentence): Note => ({ sentence, tone: 'info' }))];
  if (invalid && !allHidden) notes.push(withReading(invalid, charset, setCharset));
  if (textProps.cut) {
    notes.push({
      sentence: text.first(formatSize(firstPart), formatSize(bytes.length)),
      tone: 'warning',
      action: { label: text.showAll, run: () => setWhole(true) },
    });
  }
  return (
    <div className={css.view}>
      <Toolbar
        views={content.views}
        view={view}
        onView={(next) => {
          forget();
          setPlace(null);
          setChosen(next);
        }}
        nested={nested}
        wrap={view === 'text' || view === 'pretty' ? wrap : null}
        onWrap={() => {
          writeStored('wrap', String(!wrap));
          setWrap(!wrap);
        }}
        onFind={nested ? null : ask}
        reveal={secrets.length > 0 && !nested ? { shown, toggle: props.onReveal } : null}
        copy={{
          asText,
          asBytes,
          masked: hidden.length > 0,
          first: content.views[0] === 'hex' || view === 'hex' || view === 'image' ? 'hex' : 'text',
        }}
        onSave={save}
      />
      <Facts
        before={props.before}
        contentType={contentType}
        size={bytes.length}
        lines={lines}
        declared={content.declared.charset}
        charset={isText ? charset : null}
        onCharset={setCharset}
      />
      <Notes notes={notes} />
      <div className={css.area} data-nested={nested || undefined}>
        {allHidden ? (
          <Message title={text.allMasked} actions={<Button onClick={props.onReveal}>{text.reveal}</Button>}>
            {text.allMaskedHint}
          </Message>
        ) : (
          <Area {...props} view={view} hidden={hidden} content={content} charset={charset} textProps={textProps} />
        )}
      </div>
    </div>
  );
}

function Area(
  props: ContentProps & {
    view: ViewName;
    hidden: readonly ByteRange[];
    content: Content;
    charset: string;
    textProps: Parameters<typeof TextView>[0];
  },
) {
  const { bytes, hidden, content, charset, textProps } = props;
  const part = ({ content: range, contentType, filename, name }: Part) => (
    <ContentView
      key={range.start}
      bytes={bytes.subarray(range.start, range.end)}
      secrets={moved(props.secrets, range)}
      shown={props.shown}
      onReveal={props.onReveal}
      contentType={contentType}
      as={contentType ?? 'text/plain'}
      fileName={filename ?? ((extension) => `${name ?? 'part'}.${extension}`)}
      fields={[]}
      notes={[]}
      nested
    />
  );
  switch (props.view) {
    case 'form':
      return <FormView bytes={bytes} hidden={hidden} charset={charset} />;
    case 'tree':
      return <JsonView {...textProps} />;
    case 'pretty':
      return <PrettyView {...textProps} />;
    case 'parts':
      return <PartsView bytes={bytes} hidden={hidden} boundary={content.declared.boundary} content={part} />;
    case 'image':
      return content.picture ? <ImageView bytes={bytes} picture={content.picture} masked={hidden.length > 0} /> : null;
    case 'hex':
      return <HexView bytes={bytes} hidden={hidden} fields={props.fields} find={textProps.find} />;
    case 'text':
      return <TextView {...textProps} />;
  }
}

/** The first bytes, without the beginning of a character that is cut off. */
function upTo(bytes: Uint8Array<ArrayBuffer>, size: number): Uint8Array<ArrayBuffer> {
  let end = size;
  while (end > size - 4 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.subarray(0, end);
}

function clip(hidden: readonly ByteRange[], all: boolean): readonly ByteRange[] {
  return all ? hidden : hidden.filter(({ start }) => start < firstPart);
}

/** What to say about bytes that the charset does not allow. */
function invalidNote(bytes: Uint8Array | null, charset: string): Note | null {
  if (bytes === null || charset !== 'utf-8') return null;
  const { count, first } = invalidUtf8(bytes);
  return count === 0 ? null : { sentence: noteText.invalid(count, 'UTF-8', first), tone: 'warning' };
}

function withReading(note: Note, charset: string, onCharset: (charset: string) => void): Note {
  if (charset !== 'utf-8') return note;
  return { ...note, action: { label: noteText.readAs('windows-1252'), run: () => onCharset('windows-1252') } };
}
