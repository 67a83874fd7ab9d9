import { Button, Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { text as ui } from '../../ui/strings.ts';
import { copyText } from '../../ui/toast.ts';
import css from './content-view.module.css';
import { toBase64, toHex } from './copy-forms.ts';
import { text } from './strings.ts';

const forms = ['text', 'base64', 'hex'] as const;
type Form = (typeof forms)[number];

/**
 * Copies the body. Nothing masked leaves with it.
 * @param props.asText the text on screen, made when it is asked for
 * @param props.asBytes the bytes, credentials overwritten
 * @param props.first what the button copies without a choice
 */
export function CopyMenu(props: {
  asText: () => string;
  asBytes: () => Uint8Array;
  masked: boolean;
  first: 'text' | 'hex';
}) {
  const copy = (form: Form) => {
    const value =
      form === 'text' ? props.asText() : form === 'hex' ? toHex(props.asBytes()) : toBase64(props.asBytes());
    void copyText(value, props.masked ? text.copiedMasked : ui.copied(text.what[form]));
  };
  return (
    <Button.Group className={css.copy}>
      <Button px={8} aria-label={text.copy} onClick={() => copy(props.first)}>
        {text.copyWord}
      </Button>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button px={5} aria-label={text.copyMore}>
            <IconChevronDown size={14} />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {forms.map((form) => (
            <Menu.Item key={form} onClick={() => copy(form)}>
              {text.copyAs[form]}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </Button.Group>
  );
}
