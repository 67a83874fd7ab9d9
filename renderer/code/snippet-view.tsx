import { SegmentedControl, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type Post, type Snippet, snippetLanguages } from '../../contract/index.ts';
import { RevealButton } from '../post/reveal-button.tsx';
import type { useReveal } from '../post/use-reveal.ts';
import { useTargetOf } from '../replay/use-target-of.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { LazyCode } from '../ui/lazy-code.tsx';
import { useLive } from '../ui/live.tsx';
import { Failure } from '../ui/message.tsx';
import { readStored, writeStored } from '../ui/stored.ts';
import css from './code-tab.module.css';
import { text } from './strings.ts';

const storedLanguage = (): Snippet['language'] =>
  snippetLanguages.find((each) => each === readStored('snippet')) ?? 'curl';

/** Commands and code that send the same request. */
export function SnippetView(props: { post: Post; reveal: ReturnType<typeof useReveal> }) {
  const { post, reveal } = props;
  const { api } = useLive();
  const target = useTargetOf(post);
  const revealed = reveal.isShown('code');
  const [language, setLanguage] = useState(storedLanguage);
  const snippets = useQuery(
    api.query.posts.snippets.queryOptions({
      input: { id: post.id, reveal: revealed, ...(target.chosen ? { target: target.chosen } : {}) },
      // What is masked changes with the settings, and where it goes with the targets.
      staleTime: 0,
      gcTime: 0,
    }),
  );
  const choose = (value: string) => {
    const next = snippetLanguages.find((each) => each === value) ?? 'curl';
    setLanguage(next);
    writeStored('snippet', next);
  };
  if (snippets.error) {
    return <Failure title={text.failed} error={snippets.error} onRetry={() => void snippets.refetch()} />;
  }
  const shown = snippets.data?.find((each) => each.language === language);
  return (
    <>
      <div className={css.tools}>
        <SegmentedControl
          aria-label={text.language}
          value={language}
          data={snippetLanguages.map((each) => ({ value: each, label: text.languages[each] }))}
          onChange={choose}
        />
        <span className={css.space} />
        {shown ? <CopyButton value={shown.text} label={text.copy} what={text.copied} /> : null}
      </div>
      {shown ? (
        <>
          <div className={css.code}>
            <LazyCode text={shown.text} language="plain" label={text.code(text.languages[language])} wrap />
          </div>
          {shown.masked > 0 || revealed ? (
            <p className={css.note}>
              {revealed ? text.shown : text.masked(shown.masked)}
              <RevealButton name={text.credentials} shown={revealed} onToggle={() => reveal.toggle('code')} />
            </p>
          ) : null}
          {shown.note === null ? null : <p className={css.warn}>{shown.note}</p>}
          {target.effective ? <p className={css.note}>{text.sendsTo(target.effective)}</p> : null}
        </>
      ) : (
        <Skeleton h={120} m={16} role="status" aria-label={text.loading} />
      )}
    </>
  );
}
