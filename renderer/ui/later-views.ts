import { PanelSoon } from '../inbox/panel-soon.tsx';
import { later } from './later.tsx';

/** What the first screen does without: fetched once that is drawn, or when it is asked for before. */

export const PostPanel = later(async () => (await import('../post/post-panel.tsx')).PostPanel, { soon: PanelSoon });

export const RowMenu = later(async () => (await import('../inbox/row-menu.tsx')).RowMenu);

export const ColumnsDialog = later(async () => (await import('../inbox/columns-dialog.tsx')).ColumnsDialog, {
  closed: { opened: false },
  when: ({ opened }) => opened,
});

export const ConfirmDelete = later(async () => (await import('../inbox/confirm-delete.tsx')).ConfirmDelete, {
  closed: { selection: null },
  when: ({ selection }) => selection !== null,
});

export const OutsideDialog = later(async () => (await import('../targets/outside-dialog.tsx')).OutsideDialog, {
  closed: { host: null },
  when: ({ host }) => host !== null,
});

export const TargetDialog = later(async () => (await import('../replay/target-dialog.tsx')).TargetDialog, {
  closed: { opened: false },
  when: ({ opened }) => opened,
});

export const Palette = later(async () => (await import('./palette.tsx')).Palette, { when: ({ opened }) => opened });

export const ShortcutsSheet = later(async () => (await import('./shortcuts-sheet.tsx')).ShortcutsSheet, {
  closed: { opened: false },
  when: ({ opened }) => opened,
});

/** Fetches them one after the other while nothing else happens, in the order in which they are likely to be wanted. */
export async function prepareViews(): Promise<void> {
  const views = [
    PostPanel,
    Palette,
    RowMenu,
    ConfirmDelete,
    TargetDialog,
    OutsideDialog,
    ShortcutsSheet,
    ColumnsDialog,
  ];
  for (const view of views) {
    await new Promise((idle) => requestIdleCallback(idle, { timeout: 1000 }));
    // One that could not be had is asked for again when it is needed.
    await view.prepare().catch(() => {});
  }
}
