import { Button, Menu } from '@mantine/core';
import { IconBan, IconChevronDown } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type MouseEvent, memo, useState } from 'react';
import { type FacetName, type Facets, parseQuery } from '../../contract/index.ts';
import { Tag } from '../labels/label-tag.tsx';
import { useStatusLabels } from '../labels/use-status-label.ts';
import { useLive } from '../ui/live.tsx';
import { VisibleText } from '../ui/visible-text.tsx';
import { chosenValues, termOf, toggleFilter, withoutFilter } from './edit-query.ts';
import { type FacetLine, facetLines } from './facet-lines.ts';
import css from './facet-menu.module.css';
import filter from './filter-button.module.css';
import { text } from './strings.ts';

const freshMs = 2000;
const countsEveryMs = 4000;
const growingEveryMs = 1000;

interface FacetMenuProps {
  name: FacetName;
  /** What is chosen, in words; empty for nothing. */
  words: string;
  queryNow: () => string;
  onChoose: (query: string) => void;
}

/** One filter: its values among the posts that match, how many have each, and which of them are asked for or excluded. */
export const FacetMenu = memo(function FacetMenu(props: FacetMenuProps) {
  const { name, words } = props;
  const [open, setOpen] = useState(false);
  const label = text.facets[name];
  return (
    <Menu opened={open} onChange={setOpen} position="bottom-start" closeOnItemClick={false} returnFocus>
      <Menu.Target>
        <Button
          classNames={{ root: filter.button, section: filter.chevron }}
          data-chosen={words !== '' || undefined}
          variant="subtle"
          color="gray"
          px={8}
          title={words ? text.facet(label, words) : text.facetMenu(label)}
          rightSection={<IconChevronDown size={12} stroke={1.8} />}
        >
          <span className={filter.words}>{text.facet(label, words)}</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown aria-label={text.facetMenu(label)} className={css.dropdown}>
        {open ? <Values {...props} onClose={() => setOpen(false)} /> : null}
      </Menu.Dropdown>
    </Menu>
  );
});

function Values(props: FacetMenuProps & { onClose: () => void }) {
  const { name } = props;
  const query = props.queryNow();
  const { api } = useLive();
  // Counted without what the query says about this filter: another value can then be chosen in its place.
  const counted = useQuery(
    api.query.posts.facets.queryOptions({
      input: countedInput(query, name),
      staleTime: freshMs,
      // While they are not whole they grow from one answer to the next.
      refetchInterval: ({ state }) => (state.data?.exact === false ? growingEveryMs : countsEveryMs),
    }),
  );
  const lines = facetLines(valuesOf(counted.data, name), chosenValues(query, name));
  const toggle = (line: FacetLine, negated: boolean) => {
    props.onChoose(toggleFilter(props.queryNow(), { name, value: line.value }, negated));
    if (!negated) props.onClose();
  };
  if (counted.data === undefined && lines.length === 0) return <Nothing>{text.counting}</Nothing>;
  return (
    <>
      {lines.length === 0 ? <Nothing>{text.noValues}</Nothing> : null}
      {lines.map((line) => (
        <Line key={`${line.value}`} name={name} line={line} onToggle={(negated) => toggle(line, negated)} />
      ))}
      {counted.data && !counted.data.exact ? <div className={css.note}>{text.newest(counted.data.counted)}</div> : null}
      {lines.length > 0 ? <div className={css.note}>{text.excludeHint}</div> : null}
    </>
  );
}

/** A menu has to have an item, also when there is nothing to choose. */
function Nothing(props: { children: string }) {
  return (
    <Menu.Item disabled className={css.nothing}>
      {props.children}
    </Menu.Item>
  );
}

function Line(props: { name: FacetName; line: FacetLine; onToggle: (negated: boolean) => void }) {
  const { name, line } = props;
  const label = useStatusLabels().find((each) => name === 'status' && each.status === line.value);
  return (
    <div className={css.line} role="none" data-excluded={line.state === 'excluded' || undefined}>
      <Menu.CheckboxItem
        className={css.item}
        checked={line.state === 'asked'}
        disabled={termOf({ name, value: line.value }) === null}
        rightSection={<span className={css.count}>{line.count?.toLocaleString('en')}</span>}
        onClick={(event: MouseEvent) => props.onToggle(event.altKey || event.shiftKey)}
      >
        <span className={css.value}>
          <VisibleText value={line.value} oneLine />
        </span>
        {label ? <Tag label={label} /> : null}
      </Menu.CheckboxItem>
      <Menu.CheckboxItem
        classNames={{ item: css.exclude, itemIndicator: css.none }}
        checked={line.state === 'excluded'}
        aria-label={text.exclude(line.value)}
        title={text.exclude(line.value)}
        disabled={termOf({ name, value: line.value }) === null}
        onClick={() => props.onToggle(true)}
      >
        <IconBan size={14} stroke={1.7} />
      </Menu.CheckboxItem>
    </div>
  );
}

function valuesOf(facets: Facets | undefined, name: FacetName) {
  return facets?.facets.find((each) => each.name === name)?.values ?? [];
}

function countedInput(query: string, name: FacetName): { query?: string } {
  const rest = withoutFilter(query, name).trim();
  return rest === '' || !parseQuery(rest).ok ? {} : { query: rest };
}
