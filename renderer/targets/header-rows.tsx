import type { Header } from '../../contract/index.ts';
import { PairRows } from '../ui/pair-rows.tsx';
import css from './form.module.css';
import { formText as text } from './strings.ts';

const words = { first: text.headerName, second: text.headerValue, remove: text.removeHeader, add: text.addHeader };

/** Header lines to be edited, in their order. */
export function HeaderRows(props: {
  headers: readonly Header[];
  onChange: (headers: Header[]) => void;
  /** Lower-case names whose values are masked until `onReveal` was called. */
  masked?: ReadonlySet<string>;
}) {
  return (
    <div className={css.rows}>
      <PairRows
        pairs={props.headers}
        words={words}
        row={css.headerRow}
        isHidden={([name]) => props.masked?.has(name.toLowerCase()) ?? false}
        onChange={(pairs) => props.onChange(pairs.map(([name, value]) => [name, value]))}
      />
    </div>
  );
}
