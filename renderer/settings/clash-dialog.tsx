import { Button, Group, Modal } from '@mantine/core';
import type { Endpoint } from '../../contract/index.ts';
import { forwardText } from '../targets/strings.ts';
import type { Clash, EndpointPart } from './endpoints-draft.ts';
import css from './endpoints-table.module.css';
import { responseWords } from './response-words.ts';
import { text as all } from './strings.ts';

const text = all.clash;

/** Asks what is to count where an endpoint was changed in this table and elsewhere. Nothing is saved until it is answered. */
export function ClashDialog(props: { clashes: readonly Clash[]; onDecide: (side: 'mine' | 'theirs' | null) => void }) {
  const { onDecide } = props;
  return (
    <Modal opened onClose={() => onDecide(null)} title={text.title} size={520} withCloseButton={false}>
      {text.lead}
      <ul className={css.clashes}>
        {props.clashes.map((clash) => {
          const words = clashWords(clash);
          return <li key={words}>{words}</li>;
        })}
      </ul>
      <Group justify="flex-end" gap={8}>
        <Button data-autofocus onClick={() => onDecide(null)}>
          {text.back}
        </Button>
        <Button onClick={() => onDecide('theirs')}>{text.theirs}</Button>
        <Button variant="filled" onClick={() => onDecide('mine')}>
          {text.mine}
        </Button>
      </Group>
    </Modal>
  );
}

/** What happened to an endpoint here and elsewhere, in a sentence. */
export function clashWords(clash: Clash): string {
  switch (clash.type) {
    case 'changed-twice': {
      const { part } = clash;
      const path = clash.elsewhere.path;
      return text.changed({
        path,
        part: text.parts[part],
        here: partWords(clash.here, part),
        elsewhere: partWords(clash.elsewhere, part),
      });
    }
    case 'added-twice':
      return text.added(clash.elsewhere.path);
    case 'removed-here':
      return text.removedHere(clash.elsewhere.path);
    case 'removed-elsewhere':
      return text.removedElsewhere(clash.was.path);
  }
}

function partWords(endpoint: Endpoint, part: EndpointPart): string {
  switch (part) {
    case 'response':
      return responseWords(endpoint.response) ?? all.rule.answers(endpoint.response.status);
    case 'forward':
      return forwardText.modes[endpoint.forward.mode];
    case 'target':
      return endpoint.target ?? all.endpoints.byDefault;
    default:
      return endpoint[part];
  }
}
