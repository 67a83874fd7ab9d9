import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import type { Post } from '../../contract/index.ts';
import type { useReveal } from '../post/use-reveal.ts';
import { readStored, writeStored } from '../ui/stored.ts';
import css from './code-tab.module.css';
import { HandlerView } from './handler-view.tsx';
import { SnippetView } from './snippet-view.tsx';
import { text } from './strings.ts';

/** The post as code that sends it again, and handlers that take such posts. */
export function CodeTab(props: { post: Post; reveal: ReturnType<typeof useReveal> }) {
  const { post, reveal } = props;
  const [what, setWhat] = useState<'request' | 'handler'>(
    readStored('code-what') === 'handler' ? 'handler' : 'request',
  );
  const choose = (value: string) => {
    const next = value === 'handler' ? 'handler' : 'request';
    setWhat(next);
    writeStored('code-what', next);
  };
  return (
    <div className={css.tab}>
      <div className={css.tools}>
        <SegmentedControl
          aria-label={text.what}
          value={what}
          data={[
            { value: 'request', label: text.request },
            { value: 'handler', label: text.handler },
          ]}
          onChange={choose}
        />
      </div>
      {what === 'request' ? (
        <SnippetView post={post} reveal={reveal} />
      ) : post.dialect === null ? (
        <p className={css.note}>{text.noDialect}</p>
      ) : (
        <HandlerView dialect={post.dialect} />
      )}
    </div>
  );
}
