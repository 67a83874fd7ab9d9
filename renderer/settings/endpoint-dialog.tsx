import { Button, Group, Tabs } from '@mantine/core';
import { hashKey } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { defaultResponse, type Endpoint } from '../../contract/index.ts';
import { useLab } from '../replay/lab-context.ts';
import css from '../targets/form.module.css';
import { FormModal } from '../targets/form-modal.tsx';
import { targetFault, targetMeant } from '../targets/target-draft.ts';
import { useSaveEndpoint, useTargets } from '../targets/use-targets.ts';
import { ForwardFields, isStatusList } from './forward-fields.tsx';
import { ResponseFields } from './response-fields.tsx';
import { responseFault } from './response-words.ts';
import { text as all } from './strings.ts';

const text = all.rule;

/** What an endpoint answers, and how its posts are passed on. Saved for this endpoint alone. */
export function EndpointDialog(props: { endpoint: Endpoint; start: 'answer' | 'forward'; onClose: () => void }) {
  const { endpoint, onClose } = props;
  const lab = useLab();
  const { targets } = useTargets();
  const endpoints = useSaveEndpoint(text.saved);
  const [tab, setTab] = useState<string | null>(props.start);
  const [response, setResponse] = useState(endpoint.response);
  const [forward, setForward] = useState(endpoint.forward);
  const targetWrong = targetFault(forward.target ?? '', targets);
  const fault = responseFault(response) ?? targetWrong ?? (isStatusList(forward.accept) ? null : text.acceptBad);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (fault !== null) return;
    const target = targetMeant(forward.target ?? '', targets);
    if (forward.mode !== 'off' && !(await lab.allow(target, [endpoint.path]))) return;
    const headers = response.headers.filter(([name]) => name.trim() !== '');
    const saved = await endpoints.save(endpoint.path, (each) => ({
      ...each,
      response: { ...response, headers },
      forward: { ...forward, target },
    }));
    if (saved) onClose();
  };
  return (
    <FormModal
      title={text.title(endpoint.path)}
      size={580}
      closeLabel={text.closeDialog}
      isChanged={hashKey([response, forward]) !== hashKey([endpoint.response, endpoint.forward])}
      onClose={onClose}
    >
      <form className={css.form} noValidate onSubmit={(event) => void submit(event)}>
        <Tabs value={tab} onChange={setTab}>
          <Tabs.List mb="md">
            <Tabs.Tab value="answer">{text.answer}</Tabs.Tab>
            <Tabs.Tab value="forward">{text.forward}</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="answer" className={css.form}>
            <ResponseFields rule={response} onChange={setResponse} />
          </Tabs.Panel>
          <Tabs.Panel value="forward" className={css.form}>
            <ForwardFields rule={forward} onChange={setForward} />
          </Tabs.Panel>
        </Tabs>
        <p className={css.fault} role="alert">
          {fault}
        </p>
        <Group gap={8}>
          {tab === 'answer' ? (
            <Button variant="subtle" px={6} onClick={() => setResponse(defaultResponse)}>
              {text.restore}
            </Button>
          ) : null}
          <span style={{ flex: 1 }} />
          <Button onClick={onClose}>{text.cancel}</Button>
          <Button type="submit" variant="filled" loading={endpoints.busy} disabled={fault !== null}>
            {text.save}
          </Button>
        </Group>
      </form>
    </FormModal>
  );
}
