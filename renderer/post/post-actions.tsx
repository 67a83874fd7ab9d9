import { Button } from '@mantine/core';
import { IconRepeat } from '@tabler/icons-react';
import { useState } from 'react';
import type { Delivery, Post, PostSummary } from '../../contract/index.ts';
import { EditDialog } from '../replay/edit-dialog.tsx';
import { TargetDialog } from '../replay/target-dialog.tsx';
import { TargetPicker } from '../replay/target-picker.tsx';
import { useReplay } from '../replay/use-replay.ts';
import { useCommands } from '../ui/commands.tsx';
import css from './post-actions.module.css';
import { text } from './strings.ts';
import { useCurl } from './use-curl.tsx';

/** What can be done with the post. */
export function PostActions(props: {
  post: Post | PostSummary;
  /** Null while it is being read; only editing has to wait for it. */
  detail: Post | null;
  onDelivered: (delivery: Delivery) => void;
}) {
  const { post, detail } = props;
  const replay = useReplay({ post, onDelivered: props.onDelivered });
  const curl = useCurl(post.id, replay.chosen);
  const [editing, setEditing] = useState(false);
  useCommands([
    { id: 'replay', group: 'Post', post: post.id, title: text.replay, keys: ['r'], run: () => replay.start({}) },
    { id: 'edit', group: 'Post', post: post.id, title: text.editReplay, keys: ['e'], run: () => setEditing(true) },
    { id: 'curl', group: 'Post', post: post.id, title: text.curl, keys: ['c'], run: () => void curl.copy(false) },
  ]);
  return (
    <>
      <div className={css.actions}>
        <Button.Group className={css.replay}>
          <Button
            variant="filled"
            leftSection={<IconRepeat size={14} stroke={1.9} />}
            loading={replay.busy}
            onClick={() => replay.start({})}
            px={10}
          >
            {text.replay}
          </Button>
          <TargetPicker replay={replay} />
        </Button.Group>
        <Button px={10} onClick={() => setEditing(true)}>
          {text.editReplay}
        </Button>
        <Button px={10} loading={curl.busy} onClick={() => void curl.copy(false)}>
          {text.curl}
        </Button>
      </div>
      {editing && detail ? (
        <EditDialog
          post={detail}
          target={replay.effective}
          onClose={() => setEditing(false)}
          onSend={(edits) => {
            setEditing(false);
            replay.start({ edits });
          }}
        />
      ) : null}
      <TargetDialog
        opened={replay.asking}
        title={text.replay}
        verb={text.replay}
        onClose={replay.cancel}
        onTarget={(target) => replay.answer(target)}
      />
    </>
  );
}
