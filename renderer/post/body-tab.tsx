import { SegmentedControl, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { Post } from '../../contract/index.ts';
import { faultOf } from '../api.ts';
import { formatSize } from '../ui/bytes.ts';
import { Failure, Message } from '../ui/message.tsx';
import css from './body/content-view.module.css';
import { ContentView } from './body/content-view.tsx';
import { encodingsOf, headerOf, packedExtension } from './body/encodings.ts';
import type { HexField } from './body/hex-tools.tsx';
import type { Note } from './body/notes.tsx';
import { noteText, text } from './body/strings.ts';
import { useBody, useDecodedBody } from './use-body.ts';
import type { useReveal } from './use-reveal.ts';

/** The body, as what it is: a form, JSON, XML, parts, a picture, text or bytes. */
export function BodyTab(props: { post: Post; reveal: ReturnType<typeof useReveal> }) {
  const { post, reveal } = props;
  const encodings = encodingsOf(post.headers);
  const isPacked = encodings.length > 0 && post.bodySize > 0;
  const [asked, setAsked] = useState<'decoded' | 'raw'>('decoded');
  const decoded = useDecoded(post.id, isPacked);
  const asRaw = !isPacked || asked === 'raw' || decoded.error !== null;
  const raw = useQuery(useBody(post.id, asRaw ? post.bodySize : 0));
  const fields = useMemo(() => hexFields(post), [post]);
  const contentType = headerOf(post.headers, 'content-type');
  if (post.bodySize === 0) return <Nothing post={post} encodings={encodings} />;
  if (asRaw && raw.error) {
    return <Failure title={text.failed} error={raw.error} onRetry={() => void raw.refetch()} />;
  }
  const bytes = asRaw ? raw.data : decoded.data?.bytes;
  if (!bytes) return <Loading size={post.bodySize} unpacking={!asRaw} />;
  const encoding = encodings.join(', ');
  return (
    <ContentView
      key={asRaw ? 'raw' : 'decoded'}
      bytes={bytes}
      secrets={asRaw ? post.secretRanges.body : post.decodedSecrets}
      shown={reveal.isShown('body')}
      onReveal={() => reveal.toggle('body')}
      contentType={contentType}
      // What is packed is not yet what the Content-Type says.
      as={asRaw && isPacked && !decoded.error ? 'application/octet-stream' : undefined}
      fileName={(extension) => `post-${post.id}.${asRaw && isPacked ? packedExtension(encodings) : extension}`}
      fields={asRaw ? fields : []}
      notes={notesOn({ post, encoding, asRaw, isPacked, decoded })}
      before={
        isPacked && !decoded.error ? (
          <SegmentedControl
            aria-label={text.bytes}
            value={asked}
            onChange={(value) => setAsked(value === 'raw' ? 'raw' : 'decoded')}
            data={[
              { value: 'decoded', label: text.decoded },
              { value: 'raw', label: text.raw },
            ]}
          />
        ) : null
      }
    />
  );
}

type Decoded = ReturnType<typeof useDecoded>;

function useDecoded(id: number, wanted: boolean) {
  return useQuery(useDecodedBody(id, wanted));
}

function notesOn(what: { post: Post; encoding: string; asRaw: boolean; isPacked: boolean; decoded: Decoded }): Note[] {
  const { post, encoding, asRaw, isPacked, decoded } = what;
  if (!isPacked) return [];
  if (decoded.error) return [{ sentence: faultOf(decoded.error).message, tone: 'warning' }];
  const size = formatSize(post.bodySize);
  if (asRaw) return [{ sentence: noteText.packed(encoding, size), tone: 'info' }];
  const notes: Note[] = [
    { sentence: noteText.undone(encoding, size, formatSize(decoded.data?.bytes.length ?? 0)), tone: 'info' },
  ];
  if (decoded.data?.cut) notes.push({ sentence: noteText.cut, tone: 'warning' });
  return notes;
}

function Nothing(props: { post: Post; encodings: readonly string[] }) {
  const { method } = props.post;
  const usual = ['GET', 'HEAD', 'OPTIONS', 'DELETE'].includes(method);
  return (
    <Message title={text.none}>
      {text.noneHint} {usual ? text.noneOf(method) : null}
      {props.encodings.length > 0 ? text.noneEncoded(props.encodings.join(', ')) : null}
    </Message>
  );
}

function Loading(props: { size: number; unpacking: boolean }) {
  return (
    <div className={css.working} role="status">
      {props.unpacking ? text.unpacking : text.loading(formatSize(props.size))}
      <Skeleton h={80} mt={12} />
    </div>
  );
}

/** Fields that stand in the body as it came. */
function hexFields(post: Post): HexField[] {
  return post.fields.flatMap(({ name, source, range }) => (source !== 'query' && range ? [{ name, range }] : []));
}
