import { Button, SegmentedControl, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { ByteRange, Post } from '../../contract/index.ts';
import { formatSize } from '../ui/bytes.ts';
import { LazyCode } from '../ui/lazy-code.tsx';
import { Failure, Message } from '../ui/message.tsx';
import { saveBytes } from '../ui/save.ts';
import { text as ui } from '../ui/strings.ts';
import { copyText, toast } from '../ui/toast.ts';
import css from './body-tab.module.css';
import { bodyForm, drawBody, firstPart } from './body-view.ts';
import { maskedBytes } from './mask.ts';
import { bodyText as text } from './strings.ts';
import { useBody } from './use-body.ts';
import type { useReveal } from './use-reveal.ts';

const nothing: readonly ByteRange[] = [];

/** The body as it came: text, or bytes in hex. */
export function BodyTab(props: { post: Post; reveal: ReturnType<typeof useReveal> }) {
  const { post } = props;
  const body = useQuery(useBody(post.id, post.bodySize));
  if (post.bodySize === 0) return <Message title={text.none}>{text.noneHint}</Message>;
  if (body.error) return <Failure title={text.failed} error={body.error} onRetry={() => void body.refetch()} />;
  if (!body.data) return <Skeleton h={80} m={16} aria-label={text.loading} />;
  return <BodyView post={post} bytes={body.data} reveal={props.reveal} />;
}

function BodyView(props: { post: Post; bytes: Uint8Array<ArrayBuffer>; reveal: ReturnType<typeof useReveal> }) {
  const { post, bytes, reveal } = props;
  const contentType = post.headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? null;
  const form = useMemo(() => bodyForm(bytes, contentType), [bytes, contentType]);
  const [chosen, setChosen] = useState<'text' | 'hex' | null>(null);
  const [whole, setWhole] = useState(bytes.length <= firstPart);
  const shown = reveal.isShown('body');
  const as = chosen ?? (form === 'binary' ? 'hex' : 'text');
  const secrets = post.secretRanges.body;
  const ranges = shown ? nothing : secrets;
  const drawn = useMemo(() => drawBody({ bytes, as, ranges, whole }), [bytes, as, ranges, whole]);
  const copy = () => {
    const all = drawBody({ bytes, as, ranges, whole: true });
    void copyText(all, ranges.length > 0 ? text.copiedMasked : ui.copied(text.copied));
  };
  const save = () => {
    saveBytes(
      ranges.length > 0 ? maskedBytes(bytes, ranges) : bytes,
      `post-${post.id}.${form === 'json' ? 'json' : form === 'text' ? 'txt' : 'bin'}`,
    );
    toast(ranges.length > 0 ? text.savedMasked : text.saved);
  };
  return (
    <div className={css.tab}>
      <div className={css.bar}>
        <SegmentedControl
          aria-label={text.view}
          value={as}
          onChange={(value) => setChosen(value === 'hex' ? 'hex' : 'text')}
          data={[
            { value: 'text', label: text.asText },
            { value: 'hex', label: text.asHex },
          ]}
        />
        <span className={css.facts}>
          {contentType ?? text.noType}, {formatSize(bytes.length)}
        </span>
        {secrets.length > 0 ? (
          <Button
            variant="subtle"
            px={8}
            aria-label={shown ? text.hide : text.reveal}
            onClick={() => reveal.toggle('body')}
          >
            {shown ? text.hideWord : text.revealWord}
          </Button>
        ) : null}
        <Button px={10} onClick={copy}>
          {text.copy}
        </Button>
        <Button px={10} onClick={save}>
          {text.save}
        </Button>
      </div>
      {whole ? null : (
        <div className={css.cut}>
          {text.first(formatSize(firstPart), formatSize(bytes.length))}
          <Button variant="subtle" onClick={() => setWhole(true)}>
            {text.showAll}
          </Button>
        </div>
      )}
      <div className={css.view}>
        <LazyCode
          text={drawn}
          language={as === 'text' && form === 'json' ? 'json' : 'plain'}
          label={text.content}
          wrap={as === 'text'}
        />
      </div>
    </div>
  );
}
