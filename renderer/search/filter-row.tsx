import { memo, useCallback, useRef } from 'react';
import { facetNames } from '../../contract/index.ts';
import { DateMenu } from './date-menu.tsx';
import { dateRangeOf } from './dates.ts';
import { chosenValues } from './edit-query.ts';
import { FacetMenu } from './facet-menu.tsx';
import css from './filter-row.module.css';
import { text } from './strings.ts';

/**
 * The filters, each a menu that writes into the query. A menu hears what concerns it, and asks for the rest when it is used:
 * while a word is typed, none of them has to be drawn again.
 */
export const FilterRow = memo(function FilterRow(props: { query: string; onChoose: (query: string) => void }) {
  const { query, onChoose } = props;
  const latest = useRef(query);
  latest.current = query;
  const queryNow = useCallback(() => latest.current, []);
  const { after, before } = dateRangeOf(query);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be a flex row in all browsers
    <div className={css.row} role="group" aria-label={text.filters}>
      {facetNames.map((name) => (
        <FacetMenu
          key={name}
          name={name}
          words={chosenValues(query, name)
            .map((each) => (each.negated ? text.without(each.value) : each.value))
            .join(', ')}
          queryNow={queryNow}
          onChoose={onChoose}
        />
      ))}
      <DateMenu after={after} before={before} queryNow={queryNow} onChoose={onChoose} />
    </div>
  );
});
