import { Button } from '@mantine/core';
import { IconBookmark, IconHistory } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Settings } from '../../contract/index.ts';
import quiet from '../ui/quiet.module.css';
import type { Completion } from './complete.ts';
import css from './search-popup.module.css';
import { text } from './strings.ts';

export const listId = 'search-suggestions';
export const optionId = (index: number) => `search-suggestion-${index}`;

/** What the search box offers: completions while something is typed, else earlier searches and how to search. */
export function SearchPopup(props: {
  /** Null while the box is empty. */
  completions: readonly Completion[] | null;
  saved: Settings['savedSearches'];
  recent: readonly string[];
  active: number;
  onTake: (index: number) => void;
  onClearRecent: () => void;
}) {
  const { completions, saved, recent } = props;
  const option = (index: number, content: ReactNode, key: string) => (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the search box has the focus, and its keys choose
    // biome-ignore lint/a11y/useFocusableInteractive: the search box has the focus
    <div
      key={key}
      id={optionId(index)}
      role="option"
      aria-selected={index === props.active}
      className={css.option}
      onClick={() => props.onTake(index)}
    >
      {content}
    </div>
  );
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: pressing the mouse here must not take the focus from the box
    <div className={css.popup} onMouseDown={(event) => event.preventDefault()}>
      <div id={listId} role="listbox" aria-label={text.suggestions} className={css.list}>
        {completions?.map((each, index) =>
          option(
            index,
            <>
              <span className={css.term}>{each.term}</span>
              <span className={css.hint}>{each.hint === null ? null : text.hint(each.hint, each.isName)}</span>
              <span className={css.count}>{each.count === null ? null : each.count.toLocaleString('en')}</span>
            </>,
            each.term + each.hint,
          ),
        )}
        {completions === null && saved.length > 0 ? (
          // biome-ignore lint/a11y/useSemanticElements: a fieldset is no part of a listbox
          <div role="group" aria-label={text.saved}>
            <div className={css.title} aria-hidden>
              {text.saved}
            </div>
            {saved.map((each, index) =>
              option(
                index,
                <>
                  <IconBookmark size={14} stroke={1.6} className={css.icon} aria-hidden />
                  <span className={css.name}>{each.name}</span>
                  <span className={css.query}>{each.query}</span>
                </>,
                each.name,
              ),
            )}
          </div>
        ) : null}
        {completions === null && recent.length > 0 ? (
          // biome-ignore lint/a11y/useSemanticElements: a fieldset is no part of a listbox
          <div role="group" aria-label={text.recent}>
            <div className={css.title} aria-hidden>
              {text.recent}
            </div>
            {recent.map((query, index) =>
              option(
                saved.length + index,
                <>
                  <IconHistory size={14} stroke={1.6} className={css.icon} aria-hidden />
                  <span className={css.term}>{query}</span>
                </>,
                query,
              ),
            )}
          </div>
        ) : null}
      </div>
      {completions === null && recent.length > 0 ? (
        <Button className={css.clear} variant="subtle" size="compact-xs" onClick={props.onClearRecent} tabIndex={-1}>
          {text.clearRecent}
        </Button>
      ) : null}
      {completions === null ? <Help /> : null}
      <div className={quiet.quiet} role="status">
        {completions ? text.found(completions.length) : null}
      </div>
    </div>
  );
}

function Help() {
  return (
    <div className={css.help}>
      <div className={css.title}>{text.help.title}</div>
      <dl className={css.lines}>
        {text.help.lines.map(([term, meaning]) => (
          <div key={term} className={css.line}>
            <dt>{term}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
