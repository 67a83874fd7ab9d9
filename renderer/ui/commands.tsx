import { createContext, type ReactNode, useContext, useEffect, useMemo } from 'react';

const groups = ['Post', 'Inbox', 'URLs', 'Test posts', 'Go to', 'Help'] as const;

/** One thing the user can do: found in the palette, and by its key where it has one. */
export interface Command {
  id: string;
  group: (typeof groups)[number];
  title: string;
  /** `KeyboardEvent.key` values; the first is shown. */
  keys?: readonly string[];
  /** Keys that only count while no control has the focus (arrows belong to whatever is focused). */
  looseKeys?: readonly string[];
  /** False keeps it out of the palette. */
  listed?: boolean;
  run(): void;
}

interface Commands {
  all(): Command[];
  add(commands: readonly Command[]): () => void;
}

const CommandsContext = createContext<Commands | null>(null);

/** All commands that the views on screen have registered. */
export function useCommandList(): Commands {
  const commands = useContext(CommandsContext);
  if (!commands) throw new Error('useCommandList must be called below CommandsProvider.');
  return commands;
}

/** Registers commands while the calling component is on screen. */
export function useCommands(commands: readonly Command[]): void {
  const list = useCommandList();
  useEffect(() => list.add(commands));
}

/** Holds the commands and listens to the keyboard, but never while the user types or a dialog is open. */
export function CommandsProvider(props: { children: ReactNode }) {
  const commands = useMemo(createCommands, []);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      if (isTyping(event.target) || document.querySelector('[role="dialog"], [role="menu"]')) return;
      const loose = isLoose(event.target);
      const command = commands
        .all()
        .findLast((each) => each.keys?.includes(event.key) || (loose && each.looseKeys?.includes(event.key)));
      if (!command) return;
      event.preventDefault();
      command.run();
    };
    // Captured, so that it is seen before a dialog closes on the same Escape and is gone.
    window.addEventListener('keydown', onKey, { capture: true });
    return () => window.removeEventListener('keydown', onKey, { capture: true });
  }, [commands]);
  return <CommandsContext value={commands}>{props.children}</CommandsContext>;
}

function createCommands(): Commands {
  const sets = new Set<readonly Command[]>();
  return {
    all: () => [...sets].flat().sort((a, b) => groups.indexOf(a.group) - groups.indexOf(b.group)),
    add(commands) {
      sets.add(commands);
      return () => sets.delete(commands);
    },
  };
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement)
    return true;
  return target instanceof HTMLInputElement && target.type !== 'radio' && target.type !== 'checkbox';
}

function isLoose(target: EventTarget | null): boolean {
  return target === document.body || (target instanceof HTMLElement && target.closest('[role="grid"]') !== null);
}
