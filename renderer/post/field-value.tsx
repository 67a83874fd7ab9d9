import { UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import type { Field } from '../../contract/index.ts';
import { formatSize } from '../ui/bytes.ts';
import { VisibleText } from '../ui/visible-text.tsx';
import css from './fields-tab.module.css';
import { maskText } from './mask.ts';
import { RevealButton } from './reveal-button.tsx';
import { fieldText } from './strings.ts';
import table from './table.module.css';

const collapsedChars = 240;

/** One value: masked, absent, empty, long or plain, and always told apart. */
export function FieldValue(props: { field: Field; shown: boolean; onToggle: () => void }) {
  const { field, shown } = props;
  if (field.value === null) return <span className={table.state}>{fieldText.noValue}</span>;
  if (field.value === '' && !field.part?.size) return <span className={table.state}>{fieldText.empty}</span>;
  const masked = field.secret && !shown;
  return (
    <div className={css.value}>
      {masked ? <span className={css.mask}>{maskText}</span> : <LongText value={field.value} />}
      {field.secret ? <RevealButton name={field.name} shown={shown} onToggle={props.onToggle} /> : null}
      {field.otherReading && !masked ? (
        <div className={css.other}>
          {fieldText.asCharset(field.otherReading.charset)} <LongText value={field.otherReading.value} />
        </div>
      ) : null}
      {field.part && field.part.filename !== null ? <PartFacts part={field.part} /> : null}
    </div>
  );
}

function LongText(props: { value: string }) {
  const [whole, setWhole] = useState(false);
  const chars = props.value.length;
  if (chars <= collapsedChars) return <VisibleText value={props.value} />;
  return (
    <>
      <span className={whole ? table.whole : undefined}>
        <VisibleText value={whole ? props.value : `${props.value.slice(0, collapsedChars)}…`} />
      </span>
      <UnstyledButton className={table.expand} aria-expanded={whole} onClick={() => setWhole(!whole)}>
        {whole ? fieldText.showLess : fieldText.showAll(chars)}
      </UnstyledButton>
    </>
  );
}

function PartFacts(props: { part: NonNullable<Field['part']> }) {
  const { filename, contentType, size, sha256 } = props.part;
  return (
    <div className={css.other}>
      {filename === null ? null : <VisibleText value={filename} />} {contentType} {formatSize(size)}
      <div className={css.hash}>sha256 {sha256}</div>
    </div>
  );
}
