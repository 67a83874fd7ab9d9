import { ActionIcon, Button, Popover, TextInput, UnstyledButton } from '@mantine/core';
import { IconBookmark, IconBookmarkFilled, IconPencil, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { parseQuery, type Settings } from '../../contract/index.ts';
import { putFor } from '../ui/named-list.ts';
import { removeNamed } from '../ui/undo-notice.tsx';
import css from './saved-searches.module.css';
import { text as all } from './strings.ts';
import { useSaved } from './use-saved.ts';

type Saved = Settings['savedSearches'][number];

const text = all.saves;
const most = 100;
const nameChars = 80;

/** Names the search in the box, and brings back, renames and deletes those that have a name. */
export function SavedSearches(props: { query: string; onChoose: (query: string) => void }) {
  const [open, setOpen] = useState(false);
  const { saved } = useSaved();
  const query = props.query.trim();
  const isSaved = saved.some((each) => each.query === query);
  const Icon = isSaved ? IconBookmarkFilled : IconBookmark;
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" trapFocus returnFocus withinPortal shadow="md">
      <Popover.Target>
        <ActionIcon size={22} aria-label={text.button} title={text.button} onClick={() => setOpen(!open)}>
          <Icon size={14} stroke={1.7} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown aria-label={text.button} className={css.dropdown}>
        {isSaved ? null : <SaveForm query={query} />}
        <SavedList
          onChoose={(chosen) => {
            setOpen(false);
            props.onChoose(chosen);
          }}
        />
      </Popover.Dropdown>
    </Popover>
  );
}

function SaveForm(props: { query: string }) {
  const { saved, change, isPending } = useSaved();
  const [name, setName] = useState('');
  if (props.query === '' || !parseQuery(props.query).ok) return <p className={css.note}>{text.nothing}</p>;
  if (saved.length >= most) return <p className={css.note}>{text.full}</p>;
  const wanted = name.trim();
  const taken = saved.some((each) => each.name === wanted);
  return (
    <form
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (wanted === '' || taken) return;
        void change((all) => [...all, { name: wanted, query: props.query }]).then((done) => done && setName(''));
      }}
    >
      <TextInput
        className={css.name}
        aria-label={text.name}
        placeholder={text.placeholder}
        maxLength={nameChars}
        value={name}
        error={taken ? text.taken : undefined}
        onChange={(event) => setName(event.currentTarget.value)}
        data-autofocus
      />
      <Button type="submit" disabled={wanted === '' || taken} loading={isPending}>
        {text.save}
      </Button>
    </form>
  );
}

function SavedList(props: { onChoose: (query: string) => void }) {
  const { saved, change } = useSaved();
  const remove = ({ name }: Saved) => removeNamed(change, { name, id: `search ${name}`, said: text.removed(name) });
  const [renaming, setRenaming] = useState<string | null>(null);
  if (saved.length === 0) return <p className={css.note}>{text.none}</p>;
  return (
    <ul className={css.list}>
      {saved.map((each) => (
        <li key={each.name} className={css.line}>
          {renaming === each.name ? (
            <RenameForm
              search={each}
              taken={(name) => name !== each.name && saved.some((other) => other.name === name)}
              onDone={(name) => {
                if (name !== each.name) void change((all) => putFor(all, each.name, { ...each, name }));
                setRenaming(null);
              }}
            />
          ) : (
            <>
              <UnstyledButton className={css.choose} onClick={() => props.onChoose(each.query)}>
                <span className={css.title}>{each.name}</span>
                <span className={css.query}>{each.query}</span>
              </UnstyledButton>
              <ActionIcon size={24} aria-label={text.rename(each.name)} onClick={() => setRenaming(each.name)}>
                <IconPencil size={14} />
              </ActionIcon>
              <ActionIcon size={24} aria-label={text.remove(each.name)} onClick={() => void remove(each)}>
                <IconTrash size={14} />
              </ActionIcon>
            </>
          )}
        </li>
      ))}
    </ul>
  );
}

function RenameForm(props: { search: Saved; taken: (name: string) => boolean; onDone: (name: string) => void }) {
  const [name, setName] = useState(props.search.name);
  const wanted = name.trim();
  const taken = props.taken(wanted);
  return (
    <form
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (wanted !== '' && !taken) props.onDone(wanted);
      }}
    >
      <TextInput
        className={css.name}
        aria-label={text.newName}
        maxLength={nameChars}
        value={name}
        error={taken ? text.taken : undefined}
        onChange={(event) => setName(event.currentTarget.value)}
        autoFocus
      />
      <Button type="submit" disabled={wanted === '' || taken}>
        {text.done}
      </Button>
    </form>
  );
}
