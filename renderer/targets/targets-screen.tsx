import { Button, Skeleton } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { Target } from '../../contract/index.ts';
import { Failure } from '../ui/message.tsx';
import { Page } from '../ui/screen.tsx';
import { DeadLetters } from './dead-letters.tsx';
import { ForwardingSection } from './forwarding-section.tsx';
import { JobsSection } from './jobs-section.tsx';
import { text } from './strings.ts';
import { TargetForm } from './target-form.tsx';
import { TargetsSection } from './targets-section.tsx';
import { useSaveTargets, useTargets } from './use-targets.ts';

/** Where posts go: named targets, forwarding, what was given up, and replays of many posts. */
export function TargetsScreen() {
  const { read, targets, health } = useTargets();
  const [editing, setEditing] = useState<{ target: Target | null } | null>(null);
  const save = useSaveTargets(text.saved);
  const put = (target: Target) => {
    const old = editing?.target ?? null;
    const next = old === null ? [...targets, target] : targets.map((each) => (each === old ? target : each));
    save.mutate(next, { onSuccess: () => setEditing(null) });
  };
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
          onRemove={(target) => save.mutate(targets.filter((each) => each !== target))}
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
          others={targets.filter((each) => each !== editing.target).map(({ name }) => name)}
          busy={save.isPending}
          onSave={put}
          onClose={() => setEditing(null)}
        />
      ) : null}
    </Page>
  );
}
