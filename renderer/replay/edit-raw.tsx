import { Button, SegmentedControl, Select, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Post } from '../../contract/index.ts';
import { maskedTarget } from '../post/mask.ts';
import { HeaderRows } from '../targets/header-rows.tsx';
import css from './edit-dialog.module.css';
import { bodyIn, editableBytes, type RawDraft } from './raw-draft.ts';
import { text as all } from './strings.ts';

const text = all.edit;
const methods = ['POST', 'GET', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];

/** Method, path, header lines and body. Credentials are masked, and then cannot be edited, until they are revealed. */
export function EditRaw(props: {
  post: Post;
  bytes: Uint8Array;
  draft: RawDraft;
  revealed: boolean;
  onReveal: () => void;
  onChange: (draft: RawDraft) => void;
}) {
  const { post, bytes, draft, onChange } = props;
  const { query, body } = post.secretRanges;
  const shown = props.revealed || query.length + body.length + post.secretHeaders.length === 0;
  const masked = new Set(shown ? [] : post.secretHeaders.map((name) => name.toLowerCase()));
  return (
    <>
      <div className={css.line}>
        <Select
          label={text.method}
          data={methods.includes(post.method) ? methods : [post.method, ...methods]}
          value={draft.method}
          onChange={(method) => method && onChange({ ...draft, method })}
          w={110}
        />
        <TextInput
          className={css.path}
          label={text.path}
          value={shown ? draft.target : maskedTarget(post.target, query)}
          readOnly={!shown}
          onChange={(event) => onChange({ ...draft, target: event.currentTarget.value })}
          classNames={{ input: css.mono }}
          spellCheck={false}
          data-autofocus
        />
      </div>
      {shown ? null : (
        <div className={css.gate}>
          {text.secret}
          <Button onClick={props.onReveal}>{text.reveal}</Button>
        </div>
      )}
      <details className={css.headers}>
        <summary>
          {text.headers} <span className={css.count}>{draft.headers.length}</span>
        </summary>
        <p className={css.hint}>{text.headersHint}</p>
        <HeaderRows headers={draft.headers} masked={masked} onChange={(headers) => onChange({ ...draft, headers })} />
      </details>
      {draft.as === 'none' ? (
        <p className={css.hint}>{bytes.length > editableBytes ? text.large : text.binary}</p>
      ) : shown || body.length === 0 ? (
        <BodyEditor draft={draft} onChange={onChange} />
      ) : null}
    </>
  );
}

function BodyEditor(props: { draft: RawDraft; onChange: (draft: RawDraft) => void }) {
  const { draft, onChange } = props;
  const [refused, setRefused] = useState(false);
  const turn = (as: 'text' | 'hex') => {
    const next = bodyIn(as, draft);
    setRefused(next === null);
    if (next) onChange(next);
  };
  return (
    <div className={css.body}>
      <div className={css.bodyHead}>
        <span className={css.label}>{text.body}</span>
        <SegmentedControl
          aria-label={text.bodyAs}
          value={draft.as}
          data={[
            { value: 'text', label: text.asText },
            { value: 'hex', label: text.asHex },
          ]}
          onChange={(value) => turn(value === 'hex' ? 'hex' : 'text')}
        />
      </div>
      <Textarea
        aria-label={draft.as === 'hex' ? text.hex : text.body}
        autosize
        minRows={6}
        maxRows={18}
        value={draft.body}
        onChange={(event) => {
          setRefused(false);
          onChange({ ...draft, body: event.currentTarget.value });
        }}
        classNames={{ input: css.mono }}
        error={refused ? text.textBad : null}
        spellCheck={false}
      />
    </div>
  );
}
