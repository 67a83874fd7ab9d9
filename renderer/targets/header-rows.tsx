import { ActionIcon, Button, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import type { Header } from '../../contract/index.ts';
import css from './form.module.css';
import { formText as text } from './strings.ts';

/** Header lines to be edited, in their order. */
export function HeaderRows(props: {
  headers: readonly Header[];
  onChange: (headers: Header[]) => void;
  /** Lower-case names whose values are masked until `onReveal` was called. */
  masked?: ReadonlySet<string>;
}) {
  const { headers, onChange, masked } = props;
  const change = (index: number, line: Header) => onChange(headers.map((each, at) => (at === index ? line : each)));
  return (
    <div className={css.rows}>
      {headers.map(([name, value], index) => {
        const hidden = masked?.has(name.toLowerCase()) ?? false;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: names repeat and are what is edited
          <div key={index} className={css.headerRow}>
            <TextInput
              aria-label={text.headerName(index + 1)}
              value={name}
              spellCheck={false}
              readOnly={hidden}
              classNames={{ input: css.mono }}
              onChange={(event) => change(index, [event.currentTarget.value, value])}
            />
            <TextInput
              aria-label={text.headerValue(index + 1)}
              value={hidden ? '••••••' : value}
              spellCheck={false}
              readOnly={hidden}
              classNames={{ input: css.mono }}
              onChange={(event) => change(index, [name, event.currentTarget.value])}
            />
            <ActionIcon
              aria-label={text.removeHeader(index + 1)}
              onClick={() => onChange(headers.filter((_, at) => at !== index))}
            >
              <IconX size={14} />
            </ActionIcon>
          </div>
        );
      })}
      <Button
        variant="subtle"
        className={css.adds}
        px={6}
        leftSection={<IconPlus size={13} />}
        onClick={() => onChange([...headers, ['', '']])}
      >
        {text.addHeader}
      </Button>
    </div>
  );
}
