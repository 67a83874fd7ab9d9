import { type ReactNode, useEffect, useMemo, useState } from 'react';
import type { ByteRange } from '../../../contract/index.ts';
import { formatSize } from '../../ui/bytes.ts';
import { Message } from '../../ui/message.tsx';
import { VisibleText } from '../../ui/visible-text.tsx';
import { maskText } from '../mask.ts';
import table from '../table.module.css';
import css from './content-view.module.css';
import { mostParts, type Part, readParts } from './multipart-parts.ts';
import { type Note, Notes } from './notes.tsx';
import { touching } from './ranges.ts';
import { noteText, partText as text } from './strings.ts';

/** The parts of a multipart body; the chosen one with its headers, hash and content. */
export function PartsView(props: {
  bytes: Uint8Array<ArrayBuffer>;
  hidden: readonly ByteRange[];
  boundary: string | null;
  /** Draws the content of a part. */
  content: (part: Part) => ReactNode;
}) {
  const { bytes, hidden } = props;
  const { parts, total, unfinished } = useMemo(() => readParts(bytes, props.boundary), [bytes, props.boundary]);
  const [chosen, setChosen] = useState(0);
  const part = parts[chosen] ?? parts[0];
  if (!part) return <Message title={text.none}>{text.noneHint}</Message>;
  const notes: Note[] = [];
  if (unfinished) notes.push({ sentence: noteText.unfinished, tone: 'warning' });
  if (total > parts.length) {
    notes.push({
      sentence: noteText.parts(mostParts.toLocaleString('en'), total.toLocaleString('en')),
      tone: 'warning',
    });
  }
  const size = part.content.end - part.content.start;
  return (
    <div className={css.scroller}>
      <Notes notes={notes} />
      <table className={`${table.table} ${css.pairs}`} aria-label={text.list}>
        <tbody>
          {parts.map((each, index) => (
            <PartRow
              key={each.head.start}
              part={each}
              current={each === part}
              masked={touching(hidden, each.head).length > 0}
              onChoose={() => setChosen(index)}
            />
          ))}
        </tbody>
      </table>
      <PartHead part={part} bytes={bytes} hidden={hidden} />
      {size === 0 ? <Message title={text.empty} /> : props.content(part)}
    </div>
  );
}

function PartRow(props: { part: Part; current: boolean; masked: boolean; onChoose: () => void }) {
  const { name, filename, contentType, content } = props.part;
  return (
    <tr className={css.partRow} aria-current={props.current} onClick={props.onChoose}>
      <th scope="row">
        <button type="button" className={css.partName} aria-pressed={props.current}>
          {props.masked ? maskText : name === null ? text.unnamed : <VisibleText value={name} oneLine />}
        </button>
      </th>
      <td>{props.masked || filename === null ? null : <VisibleText value={filename} oneLine />}</td>
      <td className={css.raw}>
        {props.masked ? null : (contentType ?? text.noType)}, {formatSize(content.end - content.start)}
      </td>
    </tr>
  );
}

function PartHead(props: { part: Part; bytes: Uint8Array<ArrayBuffer>; hidden: readonly ByteRange[] }) {
  const { part, bytes, hidden } = props;
  const headMasked = touching(hidden, part.head).length > 0;
  // The hash of a short secret gives it away.
  const hash = useHash(bytes, part.content, touching(hidden, part.content).length > 0);
  return (
    <dl className={css.partHead} aria-label={text.headers}>
      {(headMasked ? [] : part.headers).map(([name, value], index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: header lines repeat, and their order never changes
        <div key={index}>
          <dt>{name}: </dt>
          <dd>
            <VisibleText value={value} />
          </dd>
        </div>
      ))}
      <div>
        <dt>{text.sha}: </dt>
        <dd>{hash}</dd>
      </div>
    </dl>
  );
}

/** The sha256 of a part in hex. */
function useHash(bytes: Uint8Array<ArrayBuffer>, { start, end }: ByteRange, masked: boolean): string {
  const [hash, setHash] = useState('');
  useEffect(() => {
    let left = false;
    setHash('');
    if (masked) return;
    void crypto.subtle.digest('SHA-256', bytes.subarray(start, end)).then((digest) => {
      const hex = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
      if (!left) setHash(hex);
    });
    return () => {
      left = true;
    };
  }, [bytes, start, end, masked]);
  return masked ? text.masked : hash;
}
