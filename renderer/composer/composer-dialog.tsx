import { Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { FormModal } from '../targets/form-modal.tsx';
import { useLive } from '../ui/live.tsx';
import { ComposeForm } from './compose-form.tsx';
import { type ComposerDraft, firstDraft, isTyped } from './composer-draft.ts';
import { SampleList } from './sample-list.tsx';
import { text } from './strings.ts';

/** Composes test posts: what the dialect documents, changed as wished, once or as a scenario; or a request that was kept. */
export function ComposerDialog(props: { onClose: () => void; onOpenPost: (id: number) => void }) {
  const { api } = useLive();
  // Kept here, so that a look at the samples does not throw it away.
  const [draft, setDraft] = useState(firstDraft);
  const [sentDraft, setSentDraft] = useState<ComposerDraft | null>(null);
  const [tab, setTab] = useState<string | null>('compose');
  const samples = useQuery({ ...api.query.samples.list.queryOptions(), staleTime: 0 });
  const count = samples.data?.length ?? 0;
  return (
    <FormModal
      title={text.title}
      size={1000}
      closeLabel={text.close}
      kept={text.notSent}
      isChanged={isTyped(draft) && draft !== sentDraft}
      onClose={props.onClose}
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
          <ComposeForm {...props} draft={draft} onChange={setDraft} onSent={() => setSentDraft(draft)} />
        </Tabs.Panel>
        <Tabs.Panel value="samples">
          <SampleList samples={samples} onClose={props.onClose} onOpenPost={props.onOpenPost} />
        </Tabs.Panel>
      </Tabs>
    </FormModal>
  );
}
