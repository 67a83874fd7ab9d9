import { useQueryClient } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useCallback, useMemo, useRef, useState } from 'react';
import { DropImport } from '../in-out/drop-import.tsx';
import { OpenedFiles } from '../in-out/opened-files.tsx';
import { hostsToConfirm, rememberHost, targetsOf } from '../targets/outside.ts';
import { readWays } from '../targets/use-targets.ts';
import { useCommands } from '../ui/commands.tsx';
import { OutsideDialog } from '../ui/later-views.ts';
import { useLive } from '../ui/live.tsx';
import { toastFault } from '../ui/toast.ts';
import { type Aim, type Lab, LabContext } from './lab-context.ts';
import { manyText as text } from './strings.ts';

const ManyDialog = lazy(async () => ({ default: (await import('./many-dialog.tsx')).ManyDialog }));
const ExportDialog = lazy(async () => ({ default: (await import('../in-out/export-dialog.tsx')).ExportDialog }));
const ImportDialog = lazy(async () => ({ default: (await import('../in-out/import-dialog.tsx')).ImportDialog }));
const ComposerDialog = lazy(async () => ({
  default: (await import('../composer/composer-dialog.tsx')).ComposerDialog,
}));

type Open = { dialog: 'many' | 'export'; aim: Aim } | { dialog: 'import'; file: File | null } | { dialog: 'compose' };

/**
 * Holds the dialogs that several screens open, and the question before the first request that leaves this machine.
 *
 * @param props.query what the inbox is searched for; null on other screens
 */
export function LabProvider(props: { query: string | null; onOpenPost: (id: number) => void; children: ReactNode }) {
  const [open, setOpen] = useState<Open | null>(null);
  const [host, setHost] = useState<string | null>(null);
  const answer = useRef<((yes: boolean) => void) | null>(null);
  const { api } = useLive();
  const queries = useQueryClient();

  const allow = useCallback<Lab['allow']>(
    async (target, came = [null]) => {
      const ask = (asked: string) => {
        answer.current?.(false);
        setHost(asked);
        return new Promise<boolean>((resolve) => {
          answer.current = resolve;
        });
      };
      try {
        const known = await readWays(api, queries);
        const asked = target === null ? targetsOf(came, known) : [target];
        for (const outside of hostsToConfirm(asked, known.targets)) if (!(await ask(outside))) return false;
        return true;
      } catch (error) {
        toastFault(error);
        return false;
      }
    },
    [api, queries],
  );
  const lab = useMemo<Lab>(
    () => ({
      replayMany: (aim) => setOpen({ dialog: 'many', aim }),
      exportPosts: (aim) => setOpen({ dialog: 'export', aim }),
      importPosts: (file) => setOpen({ dialog: 'import', file: file ?? null }),
      compose: () => setOpen({ dialog: 'compose' }),
      allow,
    }),
    [allow],
  );
  const say = (yes: boolean) => {
    if (yes && host !== null) rememberHost(host);
    setHost(null);
    answer.current?.(yes);
    answer.current = null;
  };
  const { query } = props;
  useCommands([
    ...(query === null
      ? []
      : [
          {
            id: 'replay-all',
            group: 'Inbox' as const,
            title: query === '' ? text.everything : text.allFound,
            run: () => lab.replayMany({ query }),
          },
          {
            id: 'export',
            group: 'Inbox' as const,
            title: query === '' ? text.exportAll : text.exportFound,
            run: () => lab.exportPosts({ query }),
          },
        ]),
    { id: 'import', group: 'Inbox', title: text.import, run: () => lab.importPosts() },
    { id: 'compose', group: 'Test posts', title: text.compose, run: lab.compose },
  ]);
  const close = () => setOpen(null);
  return (
    <LabContext value={lab}>
      {props.children}
      <DropImport onFile={lab.importPosts} />
      <OpenedFiles />
      <Suspense>
        {open?.dialog === 'many' ? <ManyDialog aim={open.aim} onClose={close} /> : null}
        {open?.dialog === 'export' ? <ExportDialog aim={open.aim} onClose={close} /> : null}
        {open?.dialog === 'import' ? <ImportDialog file={open.file} onClose={close} /> : null}
        {open?.dialog === 'compose' ? <ComposerDialog onClose={close} onOpenPost={props.onOpenPost} /> : null}
      </Suspense>
      <OutsideDialog host={host} onAnswer={say} />
    </LabContext>
  );
}
