import { ActionIcon, Modal, Tooltip } from '@mantine/core';
import { IconArrowsDiff } from '@tabler/icons-react';
import { useState } from 'react';
import type { Post, PostSummary } from '../../contract/index.ts';
import { useCommands } from '../ui/commands.tsx';
import { text as ui } from '../ui/strings.ts';
import { ChoosePost } from './choose-post.tsx';
import { chooseText as text } from './strings.ts';

/** Opens the choice of a post to compare the opened one with. */
export function CompareButton(props: { post: Post | PostSummary }) {
  const { post } = props;
  const [open, setOpen] = useState(false);
  useCommands([{ id: 'compare', group: 'Post', post: post.id, title: text.button, run: () => setOpen(true) }]);
  return (
    <>
      <Tooltip label={text.button}>
        <ActionIcon aria-label={text.button} onClick={() => setOpen(true)}>
          <IconArrowsDiff size={16} stroke={1.6} />
        </ActionIcon>
      </Tooltip>
      <Modal
        opened={open}
        onClose={() => setOpen(false)}
        title={text.title(post.id)}
        size={560}
        closeButtonProps={{ 'aria-label': ui.close }}
      >
        <ChoosePost post={post} onChosen={() => setOpen(false)} />
      </Modal>
    </>
  );
}
