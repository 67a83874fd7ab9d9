import { IconKey } from '@tabler/icons-react';
import { Message } from './message.tsx';
import { text } from './strings.ts';

/** The whole page, when the core refuses the browser. */
export function TokenNeeded() {
  return (
    <main role="alert">
      <Message icon={<IconKey size={28} stroke={1.5} />} title={`${text.token.title}.`}>
        {text.token.body}
      </Message>
    </main>
  );
}
