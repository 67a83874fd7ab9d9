import { Button, Popover, UnstyledButton } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useLive } from '../ui/live.tsx';
import css from './endpoint-rules-chip.module.css';
import { unusualRules } from './response-words.ts';
import { text as all } from './strings.ts';
import { useTurnOff } from './use-turn-off.ts';

const text = all.rule;

/** Endpoints that answer other than usual, in the top bar: forgotten, such a rule costs posts. Each is off with one click, and on again with one. */
export function EndpointRulesChip() {
  const { api } = useLive();
  const endpoints = useQuery(api.query.endpoints.list.queryOptions()).data ?? [];
  const [open, setOpen] = useState(false);
  const { busy, turnOff } = useTurnOff();
  const rules = unusualRules(endpoints);
  const [first] = rules;
  if (!first) return null;
  const words = rules.length === 1 ? `${first.path} ${first.words}` : text.chip(rules.length);
  return (
    <div className={css.chip}>
      <Popover opened={open} onChange={setOpen} position="bottom-start" width={400} shadow="md" trapFocus returnFocus>
        <Popover.Target>
          <UnstyledButton className={css.words} title={words} aria-label={words} onClick={() => setOpen(!open)}>
            <IconAlertTriangle size={14} stroke={1.9} aria-hidden />
            <span className={css.text}>{words}</span>
          </UnstyledButton>
        </Popover.Target>
        <Popover.Dropdown>
          <ul className={css.list} aria-label={text.unusual}>
            {rules.map(({ path, words: rule }) => (
              <li key={path}>
                <span className={css.rule}>
                  <code>{path}</code> {rule}
                </span>
                <Button
                  size="compact-xs"
                  aria-label={text.turnOffOf(path)}
                  loading={busy}
                  onClick={() => void turnOff(path)}
                >
                  {text.turnOff}
                </Button>
              </li>
            ))}
          </ul>
        </Popover.Dropdown>
      </Popover>
      {rules.length === 1 ? (
        <Button
          size="compact-xs"
          variant="subtle"
          color="gray"
          className={css.off}
          aria-label={text.turnOffOf(first.path)}
          loading={busy}
          onClick={() => void turnOff(first.path)}
        >
          {text.turnOff}
        </Button>
      ) : null}
    </div>
  );
}
