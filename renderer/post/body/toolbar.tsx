import { ActionIcon, Button, SegmentedControl, Tooltip } from '@mantine/core';
import { IconDownload, IconSearch, IconTextWrap } from '@tabler/icons-react';
import type { ComponentProps } from 'react';
import type { ViewName } from './content.ts';
import css from './content-view.module.css';
import { CopyMenu } from './copy-menu.tsx';
import { text } from './strings.ts';

/** Views to choose from, and what can be done with the bytes. */
export function Toolbar(props: {
  views: readonly ViewName[];
  view: ViewName;
  onView: (view: ViewName) => void;
  nested: boolean;
  /** Null where nothing can be wrapped. */
  wrap: boolean | null;
  onWrap: () => void;
  onFind: (() => void) | null;
  reveal: { shown: boolean; toggle: () => void } | null;
  copy: ComponentProps<typeof CopyMenu>;
  onSave: () => void;
}) {
  const { views, reveal } = props;
  const saveLabel = props.nested ? text.savePart : text.save;
  return (
    <div className={css.bar}>
      <SegmentedControl
        aria-label={props.nested ? text.partView : text.view}
        value={props.view}
        onChange={(value) => props.onView(views.find((each) => each === value) ?? props.view)}
        data={views.map((value) => ({ value, label: text.views[value] }))}
      />
      <div className={css.actions}>
        {props.wrap === null ? null : (
          <Tooltip label={text.wrap}>
            <ActionIcon
              aria-label={text.wrap}
              aria-pressed={props.wrap}
              variant={props.wrap ? 'light' : 'subtle'}
              onClick={props.onWrap}
            >
              <IconTextWrap size={16} />
            </ActionIcon>
          </Tooltip>
        )}
        {props.onFind ? (
          <Tooltip label={text.find}>
            <ActionIcon aria-label={text.find} onClick={props.onFind}>
              <IconSearch size={16} />
            </ActionIcon>
          </Tooltip>
        ) : null}
        {reveal ? (
          <Button variant="subtle" px={6} aria-label={reveal.shown ? text.hide : text.reveal} onClick={reveal.toggle}>
            {reveal.shown ? text.hideWord : text.revealWord}
          </Button>
        ) : null}
        <CopyMenu {...props.copy} />
        <Tooltip label={saveLabel}>
          <ActionIcon aria-label={saveLabel} onClick={props.onSave}>
            <IconDownload size={16} />
          </ActionIcon>
        </Tooltip>
      </div>
    </div>
  );
}
