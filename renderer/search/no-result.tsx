import { Button } from '@mantine/core';
import { IconSearchOff, IconX } from '@tabler/icons-react';
import { queryTokens } from '../../contract/index.ts';
import { Message } from '../ui/message.tsx';
import { withoutTokens } from './edit-query.ts';
import css from './no-result.module.css';
import { text as all } from './strings.ts';

const text = all.nothing;
const shownTerms = 8;

/** Nothing matches: each term can be taken away with one click. */
export function NoResult(props: { query: string; onChoose: (query: string) => void }) {
  const tokens = queryTokens(props.query);
  const removable = tokens.length > 1 ? tokens.slice(0, shownTerms) : [];
  return (
    <Message
      icon={<IconSearchOff size={26} stroke={1.5} />}
      title={text.title}
      actions={<Button onClick={() => props.onChoose('')}>{text.clear}</Button>}
    >
      {removable.length > 0 ? text.hint : text.hintOne}
      {removable.length > 0 ? (
        <div className={css.terms}>
          {removable.map((token) => {
            const term = props.query.slice(token.start, token.end);
            return (
              <Button
                key={token.start}
                variant="light"
                size="compact-xs"
                className={css.term}
                aria-label={text.remove(term)}
                rightSection={<IconX size={12} />}
                onClick={() => props.onChoose(withoutTokens(props.query, [token]))}
              >
                {term}
              </Button>
            );
          })}
        </div>
      ) : null}
    </Message>
  );
}
