import { Button, Skeleton } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { Target } from '../../contract/index.ts';
import { Failure } from '../ui/message.tsx';
import { putFor } from '../ui/named-list.ts';
import { Page } from '../ui/screen.tsx';
import { toast } from '../ui/toast.ts';
import { removeNamed } from '../ui/undo-notice.tsx';
import { DeadLetters } from './dead-letters.tsx';
import { ForwardingSection } from './forwarding-section.tsx';
import { JobsSection } from './jobs-section.tsx';
import { text } from './strings.ts';
import { TargetForm } from './target-form.tsx';
import { TargetsSection } from './targets-section.tsx';
import { useChangeTargets, useTargets } from './use-targets.ts';

/** Where posts go: named targets, forwarding, what was given up, and replays of many posts. */
export function TargetsScreen() {
  const { read, targets, health } = useTargets();
  const [editing, setEditing] = useState<{ target: Target | null } | null>(null);
  const { busy, change } = useChangeTargets();
  const put = async (target: Target) => {
    const name = editing?.target?.name ?? null;
    if (!(await change((all) => putFor(all, name, target)))) return;
    toast(text.saved);
    setEditing(null);
  };
  const remove = ({ name }: Target) => removeNamed(change, { name, id: `target ${name}`, said: text.removed(name) });
  return (
    <Page
      title={text.title}
      lead={text.lead}
      actions={
        <Button
          variant="filled"
          leftSection={<IconPlus size={14} />}
          disabled={!read.data}
          onClick={() => setEditing({ target: null })}
        >
          {text.add}
        </Button>
      }
    >
      {read.error ? (
        <Failure title={text.failed} error={read.error} onRetry={() => void read.refetch()} />
      ) : read.data ? (
        <TargetsSection
          targets={targets}
          health={health}
          onEdit={(target) => setEditing({ target })}
          onRemove={(target) => void remove(target)}
        />
      ) : (
        <Skeleton h={90} mt={28} />
      )}
      <ForwardingSection />
      <DeadLetters />
      <JobsSection />
      {editing ? (
        <TargetForm
          target={editing.target}
          others={targets.map(({ name }) => name).filter((name) => name !== editing.target?.name)}
          busy={busy}
          onSave={(target) => void put(target)}
          onClose={() => setEditing(null)}
        />
      ) : null}
    </Page>
  );
}
