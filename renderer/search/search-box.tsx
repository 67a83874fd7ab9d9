import { ActionIcon, TextInput } from '@mantine/core';
import { IconSearch, IconX } from '@tabler/icons-react';
import { type KeyboardEvent, type RefObject, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { parseQuery } from '../../contract/index.ts';
import { type Completion, placeAt, withCompletion } from './complete.ts';
import type { TextRange } from './highlight.ts';
import { useRecentSearches } from './recent.ts';
import { SavedSearches } from './saved-searches.tsx';
import css from './search-box.module.css';
import { listId, optionId, SearchPopup } from './search-popup.tsx';
import { text } from './strings.ts';
import { useCompletions } from './use-completions.ts';
import { useSaved } from './use-saved.ts';
import { WrongPlace } from './wrong-place.tsx';

const queryChars = 1900;

export interface SearchBoxProps {
  input: RefObject<HTMLInputElement | null>;
  text: string;
  /** What is wrong, and where; null when nothing is. */
  fault: TextRange | null;
  onType: (text: string) => void;
  onChoose: (query: string) => void;
  /** Typing is over. */
  onFinish: () => void;
}

/** The search box: completes filters and values, offers earlier searches, and underlines what is wrong. */
export function SearchBox(props: SearchBoxProps) {
  const { input } = props;
  const [caret, setCaret] = useState(0);
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const wantedCaret = useRef<number | null>(null);
  const { recent, add, clear } = useRecentSearches();
  const { saved } = useSaved();
  const place = useMemo(() => placeAt(props.text, caret), [props.text, caret]);
  const completions = useCompletions(open ? place : null);
  const isEmpty = props.text.trim() === '';
  const earlier = useMemo(
    () => (isEmpty ? [...saved.map((each) => each.query), ...recent] : []),
    [isEmpty, saved, recent],
  );
  const count = isEmpty ? earlier.length : completions.length;
  const shown = open && (isEmpty || count > 0);
  const chosen = shown && active < count ? active : -1;

  useLayoutEffect(() => {
    if (wantedCaret.current === null) return;
    input.current?.setSelectionRange(wantedCaret.current, wantedCaret.current);
    wantedCaret.current = null;
  });

  const close = () => {
    setOpen(false);
    setActive(-1);
  };
  const finish = () => {
    props.onFinish();
    if (parseQuery(props.text).ok) add(props.text);
  };
  const complete = (completion: Completion) => {
    if (!place) return;
    const next = withCompletion(props.text, place, completion);
    wantedCaret.current = next.caret;
    setCaret(next.caret);
    setActive(-1);
    setOpen(completion.isName);
    props.onType(next.text);
  };
  const choose = (query: string) => {
    close();
    add(query);
    props.onChoose(query);
  };
  /** Takes an option; false when there is none to take. */
  const take = (index: number): boolean => {
    const completion = completions[index];
    const query = earlier[index];
    if (isEmpty && query !== undefined) choose(query);
    else if (!isEmpty && completion) complete(completion);
    else return false;
    return true;
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return;
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      if (shown && count > 0) setActive(nextOption(chosen, step, count));
      setOpen(true);
    } else if (event.key === 'Tab' && shown && !event.shiftKey && !isEmpty) {
      if (take(Math.max(chosen, 0))) event.preventDefault();
    } else if (event.key === 'Enter') {
      if (chosen >= 0 && take(chosen)) return;
      close();
      finish();
    } else if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      const leaves = !shown || isEmpty;
      close();
      if (leaves) event.currentTarget.blur();
    }
  };

  return (
    <div className={css.box}>
      <TextInput
        ref={input}
        classNames={{ input: css.input }}
        // Stays a search box by role, as scripts know it; a list of completions is open to that role, too.
        type="search"
        aria-label={text.search}
        aria-controls={shown ? listId : undefined}
        aria-activedescendant={chosen >= 0 ? optionId(chosen) : undefined}
        aria-autocomplete="list"
        aria-describedby={props.fault ? 'query-fault' : undefined}
        placeholder={text.searchHint}
        maxLength={queryChars}
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
        leftSection={<IconSearch size={15} stroke={1.7} />}
        rightSectionWidth={56}
        rightSection={
          <div className={css.buttons}>
            {props.text ? (
              <ActionIcon
                size={22}
                aria-label={text.clear}
                onClick={() => {
                  props.onChoose('');
                  close();
                  input.current?.focus();
                }}
              >
                <IconX size={13} />
              </ActionIcon>
            ) : null}
            <SavedSearches query={props.text} onChoose={choose} />
          </div>
        }
        value={props.text}
        error={props.fault !== null}
        onChange={(event) => {
          const { value, selectionStart } = event.currentTarget;
          setCaret(selectionStart ?? value.length);
          setActive(-1);
          // Emptied by hand, the box stays quiet: its help would cover what is there to be seen again.
          setOpen(value.trim() !== '');
          props.onType(value);
        }}
        onSelect={(event) => setCaret(event.currentTarget.selectionStart ?? 0)}
        onFocus={() => setOpen(isEmpty)}
        onMouseDown={() => setOpen(isEmpty)}
        onBlur={() => {
          close();
          finish();
        }}
        onKeyDown={onKeyDown}
      />
      {props.fault ? <WrongPlace input={input} text={props.text} range={props.fault} /> : null}
      {shown ? (
        <SearchPopup
          completions={isEmpty ? null : completions}
          saved={saved}
          recent={recent}
          active={chosen}
          onTake={take}
          onClearRecent={clear}
        />
      ) : null}
    </div>
  );
}

/** From the last option on to none, and then to the first again. */
function nextOption(active: number, step: number, count: number): number {
  const next = active + step;
  if (next < -1) return count - 1;
  return next >= count ? -1 : next;
}
