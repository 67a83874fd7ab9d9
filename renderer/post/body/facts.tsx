import { Select } from '@mantine/core';
import type { ReactNode } from 'react';
import { formatSize } from '../../ui/bytes.ts';
import { commonCharsets, knownCharset } from './charset.ts';
import css from './content-view.module.css';
import { text } from './strings.ts';

/** What is known of the bytes without reading them, and the charset that they are read with. */
export function Facts(props: {
  /** Stands first. */
  before: ReactNode;
  contentType: string | null;
  size: number;
  lines: { count: number; ends: string | null } | null;
  declared: string | null;
  /** Null where none is used. */
  charset: string | null;
  onCharset: (charset: string) => void;
}) {
  const { lines, charset } = props;
  const declared = knownCharset(props.declared);
  const names = [...new Set([...(declared ? [declared] : []), ...(charset ? [charset] : []), ...commonCharsets])];
  return (
    <div className={css.facts}>
      {props.before}
      <span className={css.type} title={props.contentType ?? undefined}>
        {props.contentType ?? text.noType}
      </span>
      <span>{formatSize(props.size)}</span>
      {lines ? (
        <span>
          {text.lines(lines.count)}
          {lines.ends ? ` (${lines.ends})` : ''}
        </span>
      ) : null}
      <span className={css.grow} />
      {charset ? (
        <Select
          classNames={{ root: css.charset, input: css.charsetName }}
          variant="unstyled"
          aria-label={text.charset}
          value={charset}
          onChange={(value) => value && props.onCharset(value)}
          data={names.map((name) => ({ value: name, label: name === declared ? text.declaredCharset(name) : name }))}
        />
      ) : null}
    </div>
  );
}
