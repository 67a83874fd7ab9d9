import { Button, Menu } from '@mantine/core';
import { IconChevronDown, IconSend } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { TestPost } from '../../contract/index.ts';
import { faultOf } from '../api.ts';
import { useLab } from '../replay/lab-context.ts';
import { useCommands } from './commands.tsx';
import { TargetDialog } from './later-views.ts';
import { useLive } from './live.tsx';
import { text } from './strings.ts';
import css from './test-post-button.module.css';
import { toast, toastFault } from './toast.ts';

type Way = Pick<TestPost, 'kind' | 'via'>;

const ways: Way[] = (['receiver', 'tunnel', 'target'] as const).flatMap((via) =>
  (['callback', 'status'] as const).map((kind) => ({ kind, via })),
);

const sentence = (way: Way) => `${text.test[way.kind]} ${text.test[way.via]}`;

/** Sends the dialect's sample post. A plain click sends a callback to the receiver; the arrow offers the other ways. */
export function TestPostButton(props: { onOpenPost: (id: number) => void }) {
  const send = useTestPost(props.onOpenPost);
  const lab = useLab();
  useCommands(
    ways.map((way) => ({
      id: `test-${way.kind}-${way.via}`,
      group: 'Test posts' as const,
      title: `${text.test.button}: ${sentence(way).toLowerCase()}`,
      ...(way.via === 'receiver' ? { keys: [way.kind === 'callback' ? 't' : 'T'] } : {}),
      run: () => void send.start(way),
    })),
  );
  return (
    <>
      <Button.Group>
        <Button
          variant="filled"
          loading={send.busy}
          leftSection={<IconSend size={14} stroke={1.7} />}
          onClick={() => void send.start({ kind: 'callback', via: 'receiver' })}
          px={10}
        >
          {text.test.button}
        </Button>
        <Menu position="bottom-end">
          <Menu.Target>
            <Button variant="filled" px={6} aria-label={text.test.options} className={css.arrow}>
              <IconChevronDown size={14} />
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={lab.compose}>{text.test.compose}</Menu.Item>
            <Menu.Divider />
            {ways.map((way) => (
              <Menu.Item key={sentence(way)} onClick={() => void send.start(way)}>
                {sentence(way)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      </Button.Group>
      <TargetDialog
        opened={send.asking !== null}
        title={text.test.button}
        verb={text.test.send}
        onClose={send.cancel}
        onTarget={(target) => {
          if (send.asking) void send.start(send.asking, target);
        }}
      />
    </>
  );
}

/** The same in one click, for the first run. Its name differs from the top bar's button, which is on screen too. */
export function SampleButton(props: { onOpenPost: (id: number) => void }) {
  const send = useTestPost(props.onOpenPost);
  return (
    <Button
      variant="light"
      loading={send.busy}
      leftSection={<IconSend size={14} stroke={1.7} />}
      onClick={() => void send.start({ kind: 'callback', via: 'receiver' })}
    >
      {text.test.sample}
    </Button>
  );
}

function useTestPost(onOpenPost: (id: number) => void) {
  const { api } = useLive();
  const [asking, setAsking] = useState<Way | null>(null);
  const mutation = useMutation(api.query.testPosts.mutationOptions());
  const lab = useLab();
  const start = async (way: Way, target?: string) => {
    setAsking(null);
    if (way.via === 'target' && !(await lab.allow(target ?? null, { kind: way.kind }))) return;
    mutation.mutate(
      { dialect: 'txtwire', ...way, ...(target === undefined ? {} : { target }) },
      {
        onSuccess: (result) => {
          if ('postId' in result && !('origin' in result)) {
            onOpenPost(result.postId);
            toast(text.test.sent(way.kind, text.test[way.via]));
          } else if ('origin' in result) {
            if (result.error) toastFault({ code: 'INTERNAL', message: result.error.message });
            else toast(text.test.delivered(result.response?.status ?? 0, result.target));
          }
        },
        onError: (error) => {
          if (faultOf(error).code === 'TARGET_MISSING') setAsking(way);
          else toastFault(error);
        },
      },
    );
  };
  return { start, busy: mutation.isPending, asking, cancel: () => setAsking(null) };
}
