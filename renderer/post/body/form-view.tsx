import { Button } from '@mantine/core';
import { useMemo, useState } from 'react';
import type { ByteRange } from '../../../contract/index.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Message } from '../../ui/message.tsx';
import { VisibleText } from '../../ui/visible-text.tsx';
import { maskedText, maskText } from '../mask.ts';
import table from '../table.module.css';
import css from './content-view.module.css';
import { decodePiece, type Pair, splitPairs } from './form-pairs.ts';
import { LongValue } from './long-value.tsx';
import { type Note, Notes } from './notes.tsx';
import { moved, touching } from './ranges.ts';
import { noteText, formText as text } from './strings.ts';

const step = 200;

/** An urlencoded body, pair by pair: name, value, and the bytes they were decoded from. */
export function FormView(props: { bytes: Uint8Array; hidden: readonly ByteRange[]; charset: string }) {
  const { bytes, hidden, charset } = props;
  const { pairs, total } = useMemo(() => splitPairs(bytes), [bytes]);
  const [limit, setLimit] = useState(step);
  const rows = useMemo(
    () => pairs.slice(0, limit).map((pair) => readPair(pair, { bytes, hidden, charset })),
    [pairs, limit, bytes, hidden, charset],
  );
  const repeated = useMemo(() => repeatedNames(rows), [rows]);
  if (total === 0) return <Message title={text.none}>{text.noneHint}</Message>;
  const more = Math.min(pairs.length - limit, step * 5);
  const counted = (count: number) => count.toLocaleString('en');
  const notes: Note[] =
    pairs.length < total ? [{ sentence: noteText.pairs(counted(pairs.length), counted(total)), tone: 'warning' }] : [];
  return (
    <div className={css.scroller}>
      <Notes notes={notes} />
      <table className={`${table.table} ${css.pairs}`} aria-label={text.table}>
        <thead>
          <tr>
            <th scope="col">{text.name}</th>
            <th scope="col">{text.value}</th>
            <th scope="col">{text.raw}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key}>
              <th scope="row">
                <VisibleText value={row.name} />
                {repeated.has(row.name) ? <span className={css.mark}>{text.repeated}</span> : null}
              </th>
              <td>
                <div className={table.cell}>
                  <div className={css.value}>
                    <Value row={row} />
                  </div>
                  {row.value && !row.masked ? (
                    <CopyButton
                      className={table.copy}
                      value={row.value}
                      label={text.copy(row.name)}
                      what={`the value of ${row.name}`}
                    />
                  ) : null}
                </div>
              </td>
              <td className={css.raw}>
                <LongValue value={row.raw} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {more > 0 ? (
        <div className={table.more}>
          <Button onClick={() => setLimit(limit + more)}>{text.more(more)}</Button>
        </div>
      ) : null}
    </div>
  );
}

interface Row {
  key: number;
  name: string;
  /** Null without "=". */
  value: string | null;
  masked: boolean;
  /** The pair as it came, masked. */
  raw: string;
}

function Value({ row }: { row: Row }) {
  if (row.masked) return maskText;
  if (row.value === null) return <span className={table.state}>{text.noValue}</span>;
  return row.value === '' ? <span className={table.state}>{text.empty}</span> : <LongValue value={row.value} />;
}

function readPair(
  { name, value }: Pair,
  from: { bytes: Uint8Array; hidden: readonly ByteRange[]; charset: string },
): Row {
  const { bytes, hidden, charset } = from;
  const whole = { start: name.start, end: value?.end ?? name.end };
  const inside = touching(hidden, whole);
  const masked = value !== null && touching(inside, value).length > 0;
  const piece = (range: ByteRange) => decodePiece(bytes.subarray(range.start, range.end), charset);
  return {
    key: name.start,
    name: touching(inside, name).length > 0 ? maskText : piece(name),
    value: value === null ? null : masked ? maskText : piece(value),
    masked,
    raw: maskedText(bytes.subarray(whole.start, whole.end), moved(inside, whole), 'windows-1252'),
  };
}

function repeatedNames(rows: readonly Row[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const { name } of rows) (seen.has(name) ? twice : seen).add(name);
  return twice;
}
