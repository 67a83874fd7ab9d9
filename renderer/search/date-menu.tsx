import { Button, Popover, TextInput } from '@mantine/core';
import { IconCheck, IconChevronDown } from '@tabler/icons-react';
import { memo, useState } from 'react';
import { clockParts } from '../ui/time.ts';
import css from './date-menu.module.css';
import { type DateRange, inputTime, presetNames, presetRange, rangeTerms, timeOfInput } from './dates.ts';
import { withDates, withoutDates } from './edit-query.ts';
import filter from './filter-button.module.css';
import { text as all } from './strings.ts';

const text = all.dates;

/** From when to when posts are searched. */
export const DateMenu = memo(function DateMenu(
  props: DateRange & { queryNow: () => string; onChoose: (query: string) => void },
) {
  const [open, setOpen] = useState(false);
  const range = { after: props.after, before: props.before };
  const isSet = range.after !== null || range.before !== null;
  const choose = (query: string) => {
    setOpen(false);
    props.onChoose(query);
  };
  const words = isSet ? rangeWords(range, new Date()) : text.label;
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-start" trapFocus returnFocus shadow="md">
      <Popover.Target>
        <Button
          classNames={{ root: filter.button, section: filter.chevron }}
          data-chosen={isSet || undefined}
          variant="subtle"
          color="gray"
          px={8}
          aria-expanded={open}
          title={words}
          rightSection={<IconChevronDown size={12} stroke={1.8} />}
          onClick={() => setOpen(!open)}
        >
          <span className={filter.words}>{words}</span>
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={all.facetMenu(text.label)} className={css.dropdown}>
        {open ? <Ranges query={props.queryNow()} range={range} onChoose={choose} /> : null}
      </Popover.Dropdown>
    </Popover>
  );
});

function Ranges(props: { query: string; range: DateRange; onChoose: (query: string) => void }) {
  const { query, range } = props;
  const [from, setFrom] = useState(() => inputTime(range.after));
  const [to, setTo] = useState(() => inputTime(range.before));
  const custom: DateRange = { after: timeOfInput(from), before: timeOfInput(to) };
  const isEmpty = custom.after === null && custom.before === null;
  const isBackwards = custom.after !== null && custom.before !== null && custom.after >= custom.before;
  const choose = (chosen: DateRange) => props.onChoose(withDates(query, rangeTerms(chosen)));
  const isAny = range.after === null && range.before === null;
  return (
    <>
      <Button
        className={css.preset}
        fullWidth
        justify="flex-start"
        variant="subtle"
        color="gray"
        rightSection={isAny ? <IconCheck size={14} /> : null}
        onClick={() => props.onChoose(withoutDates(query))}
      >
        {text.any}
      </Button>
      {presetNames.map((name) => (
        <Button
          key={name}
          className={css.preset}
          fullWidth
          justify="flex-start"
          variant="subtle"
          color="gray"
          onClick={() => choose(presetRange(name, Date.now()))}
        >
          {text.presets[name]}
        </Button>
      ))}
      <form
        className={css.custom}
        onSubmit={(event) => {
          event.preventDefault();
          if (!isEmpty && !isBackwards) choose(custom);
        }}
      >
        <TextInput type="datetime-local" label={text.from} value={from} onChange={(e) => setFrom(e.target.value)} />
        <TextInput
          type="datetime-local"
          label={text.to}
          value={to}
          error={isBackwards ? text.backwards : undefined}
          onChange={(e) => setTo(e.target.value)}
        />
        <Button
          type="submit"
          fullWidth
          mt={8}
          disabled={isEmpty || isBackwards}
          title={isEmpty ? text.neither : undefined}
        >
          {text.apply}
        </Button>
      </form>
    </>
  );
}

function rangeWords({ after, before }: DateRange, now: Date): string {
  const words = (time: number) => shortTime(time, now);
  if (after === null) return text.until(words(before ?? 0));
  return before === null ? text.since(words(after)) : `${words(after)} – ${words(before)}`;
}

/** `10:02`, with seconds where they count and the day when it is not today's. */
function shortTime(time: number, now: Date): string {
  const { day, seconds } = clockParts(new Date(time).toISOString(), now);
  const clock = seconds.endsWith(':00') ? seconds.slice(0, -3) : seconds;
  if (day === null) return clock;
  return clock === '00:00' ? day : `${day} ${clock}`;
}
