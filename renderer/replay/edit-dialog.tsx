import { Button, Group, SegmentedControl, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useEffect, useMemo, useState } from 'react';
import type { Edits, Post } from '../../contract/index.ts';
import { useBody } from '../post/use-body.ts';
import { FormModal } from '../targets/form-modal.tsx';
import css from './edit-dialog.module.css';
import { EditFields } from './edit-fields.tsx';
import { EditRaw } from './edit-raw.tsx';
import { type FieldChanges, fieldEdits, isEditable } from './field-edits.ts';
import { rawDraft, rawEdits } from './raw-draft.ts';
import { SaveSample } from './save-sample.tsx';
import { text as all } from './strings.ts';

const text = all.edit;

interface EditProps {
  post: Post;
  target: string | null;
  onClose: () => void;
  onSend: (edits: Edits | undefined) => void;
}

/** The post to be changed, field by field or as a raw request. What is not touched goes out byte for byte. */
export function EditDialog(props: EditProps) {
  const body = useQuery(useBody(props.post.id, props.post.bodySize));
  const ready = props.post.bodySize === 0 || body.data !== undefined;
  const [isChanged, setChanged] = useState(false);
  return (
    <FormModal title={text.title} size={760} closeLabel={all.close} isChanged={isChanged} onClose={props.onClose}>
      {ready ? (
        <EditForm {...props} bytes={body.data ?? new Uint8Array()} onChanged={setChanged} />
      ) : (
        <Skeleton h={160} role="status" aria-label={text.loading} />
      )}
    </FormModal>
  );
}

/** Why what was typed cannot be sent; null when it can. */
function faultOf(result: ReturnType<typeof fieldEdits> | ReturnType<typeof rawEdits>): string | null {
  if ('edits' in result) return null;
  return 'fault' in result ? result.fault : text.unwritable(result.unwritable.field, result.unwritable.charset);
}

const nothing: FieldChanges = { values: new Map(), added: [] };

function EditForm(props: EditProps & { bytes: Uint8Array<ArrayBuffer>; onChanged: (isChanged: boolean) => void }) {
  const { post, bytes, onChanged } = props;
  const [how, setHow] = useState<'fields' | 'raw'>(post.fields.some(isEditable) ? 'fields' : 'raw');
  const [changes, setChanges] = useState<FieldChanges>(nothing);
  const [raw, setRaw] = useState(() => rawDraft(post, bytes));
  const unnamed = changes.added.some(({ name, value }) => name === '' && value !== '');
  const [revealed, setRevealed] = useState(false);
  const result = useMemo(() => {
    if (how === 'raw') return rawEdits(post, bytes, raw);
    return fieldEdits(post, bytes, { ...changes, added: changes.added.filter(({ name }) => name !== '') });
  }, [how, post, bytes, changes, raw]);
  const fault = how === 'fields' && unnamed ? text.unnamed : faultOf(result);
  // What is sent is what is in sight: the two ways know nothing of each other's changes.
  const isChanged = unnamed || !('edits' in result) || result.edits !== null;
  useEffect(() => onChanged(isChanged), [isChanged, onChanged]);
  const undo = () => {
    setChanges(nothing);
    setRaw(rawDraft(post, bytes));
  };
  const edits = 'edits' in result ? (result.edits ?? undefined) : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (fault === null) props.onSend(edits);
  };
  return (
    <form onSubmit={submit}>
      <SegmentedControl
        aria-label={text.how}
        value={how}
        data={[
          { value: 'fields', label: text.fields, disabled: isChanged && how === 'raw' },
          { value: 'raw', label: text.raw, disabled: isChanged && how === 'fields' },
        ]}
        onChange={(value) => setHow(value === 'raw' ? 'raw' : 'fields')}
      />
      {isChanged ? (
        <span className={css.other}>
          {how === 'fields' ? text.changedFields : text.changedRaw}
          <Button size="compact-sm" onClick={undo}>
            {text.undoAll}
          </Button>
        </span>
      ) : null}
      {how === 'fields' ? (
        <EditFields post={post} changes={changes} onChange={setChanges} />
      ) : (
        <EditRaw
          post={post}
          bytes={bytes}
          draft={raw}
          revealed={revealed}
          onReveal={() => setRevealed(true)}
          onChange={setRaw}
        />
      )}
      <p className={css.fault} role="alert">
        {fault}
      </p>
      <p className={css.hint}>
        {text.unchanged} {props.target ? text.to(props.target) : ''}
      </p>
      <Group mt="md" gap={8}>
        <SaveSample post={post} bytes={bytes} edits={edits} disabled={fault !== null} />
        <span className={css.space} />
        <Button onClick={props.onClose}>{all.cancel}</Button>
        <Button type="submit" variant="filled" disabled={fault !== null}>
          {all.replay}
        </Button>
      </Group>
    </form>
  );
}
