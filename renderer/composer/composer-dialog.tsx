import { Modal, Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useLive } from '../ui/live.tsx';
import { ComposeForm } from './compose-form.tsx';
import { SampleList } from './sample-list.tsx';
import { text } from './strings.ts';

/** Composes test posts: what the dialect documents, changed as wished, once or as a scenario; or a request that was kept. */
export function ComposerDialog(props: { onClose: () => void; onOpenPost: (id: number) => void }) {
  const { api } = useLive();
  const [tab, setTab] = useState<string | null>('compose');
  const samples = useQuery({ ...api.query.samples.list.queryOptions(), staleTime: 0 });
  const count = samples.data?.length ?? 0;
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={text.title}
      size={1000}
      closeButtonProps={{ 'aria-label': text.close }}
    >
      <Tabs value={tab} onChange={setTab} keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="compose">{text.tabs.compose}</Tabs.Tab>
          <Tabs.Tab value="samples">
            {text.tabs.samples}
            {count > 0 ? ` ${count}` : ''}
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="compose">
          <ComposeForm onClose={props.onClose} onOpenPost={props.onOpenPost} />
        </Tabs.Panel>
        <Tabs.Panel value="samples">
          <SampleList samples={samples} onClose={props.onClose} onOpenPost={props.onOpenPost} />
        </Tabs.Panel>
      </Tabs>
    </Modal>
  );
}
