import { ActionIcon, SegmentedControl, Select, TextInput } from '@mantine/core';
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import type { ByteRange } from '../../../contract/index.ts';
import { mostFinds } from './find-bytes.ts';
import css from './hex-view.module.css';
import { hexText as text } from './strings.ts';

/** A field of the post whose bytes can be shown. */
export interface HexField {
  name: string;
  range: ByteRange;
}

type Sought = { text: string; as: 'text' | 'hex' };

/** Above the hex view: search for text or bytes, and show where a field stands. */
export function HexTools(props: {
  sought: Sought;
  onSeek: (next: Sought) => void;
  state: { wrong: boolean; at: number; count: number };
  onMove: (by: 1 | -1) => void;
  find: number;
  fields: readonly HexField[];
  onField: (range: ByteRange | null) => void;
}) {
  const { sought, state, fields } = props;
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (props.find > 0) input.current?.select();
  }, [props.find]);
  return (
    <div className={css.tools}>
      <TextInput
        ref={input}
        className={css.input}
        aria-label={text.find}
        placeholder={text.placeholder[sought.as]}
        value={sought.text}
        error={state.wrong}
        spellCheck={false}
        onChange={(event) => props.onSeek({ ...sought, text: event.currentTarget.value })}
        onKeyDown={(event) => {
          if (event.key === 'Enter') props.onMove(event.shiftKey ? -1 : 1);
          if (event.key === 'Escape') props.onSeek({ ...sought, text: '' });
        }}
      />
      <SegmentedControl
        aria-label={text.findAs}
        value={sought.as}
        onChange={(as) => props.onSeek({ ...sought, as: as === 'hex' ? 'hex' : 'text' })}
        data={[
          { value: 'text', label: text.asText },
          { value: 'hex', label: text.asHex },
        ]}
      />
      <span className={css.count} role="status">
        {countWords(sought.text, state)}
      </span>
      <ActionIcon aria-label={text.previous} disabled={state.count === 0} onClick={() => props.onMove(-1)}>
        <IconChevronUp size={16} />
      </ActionIcon>
      <ActionIcon aria-label={text.next} disabled={state.count === 0} onClick={() => props.onMove(1)}>
        <IconChevronDown size={16} />
      </ActionIcon>
      {fields.length > 0 ? (
        <Select
          className={css.field}
          aria-label={text.field}
          placeholder={text.field}
          searchable
          clearable
          limit={100}
          data={fields.map(({ name, range }, index) => ({
            value: String(index),
            label: `${name}: ${text.fieldAt(range.start, range.end)}`,
          }))}
          onChange={(value) => props.onField(value === null ? null : (fields[Number(value)]?.range ?? null))}
        />
      ) : null}
    </div>
  );
}

function countWords(sought: string, { wrong, at, count }: { wrong: boolean; at: number; count: number }): string {
  if (sought === '') return '';
  if (wrong) return text.noHex;
  if (count === 0) return text.no;
  return text.count(at + 1, count >= mostFinds ? text.most(count) : count.toLocaleString('en'));
}
