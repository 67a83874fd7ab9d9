import { createContext, type ReactNode, useContext, useEffect, useLayoutEffect, useMemo } from 'react';
import { matchesKey } from './keys.ts';
import { paletteKeys } from './type-ahead.ts';

export const commandGroups = ['Post', 'Selection', 'Inbox', 'URLs', 'Test posts', 'Go to', 'Help'] as const;

/**
 * One thing the user can do. This is the only table of them: the keyboard, the palette and the sheet of shortcuts read it, so
 * that none can promise what another does not do.
 */
export interface Command {
  id: string;
  group: (typeof commandGroups)[number];
  title: string;
  /** Keys as `matchesKey` reads them: `j`, `Delete`, `Mod+k`, `Shift+F10`. */
  keys?: readonly string[];
  /** Keys that only count while no control has the focus (arrows belong to whatever is focused). */
  looseKeys?: readonly string[];
  /** False keeps it out of the palette. */
  listed?: boolean;
  /** True for one that goes before others with the same key: it is about what lies on top. */
  first?: boolean;
  /** True for one whose keys count while the user types, too. */
  whileTyping?: boolean;
  /** The post it is about, for what is asked for before its view is there. */
  post?: number;
  run(): void;
}

interface Commands {
  /** In the order of groups; within a group in the order in which they came. */
  all(): Command[];
  add(commands: readonly Command[]): () => void;
  /** Runs a command of a post as soon as that post's view offers it; what does not come in time is forgotten. */
  ask(id: string, post: number): void;
}

const askedMs = 5000;
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
  // Before the browser paints: a key that is pressed at what is on screen must not meet the commands of what was there before.
  useLayoutEffect(() => list.add(commands));
}

/** Holds the commands and listens to the keyboard, but never while the user types or a dialog is open. */
export function CommandsProvider(props: { children: ReactNode }) {
  const commands = useMemo(createCommands, []);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      if (paletteKeys.take(event)) {
        event.preventDefault();
        return;
      }
      if (document.querySelector('[role="dialog"], [role="menu"]')) return;
      const typing = isTyping(event.target);
      const loose = isLoose(event.target);
      const fits = (command: Command) =>
        (!typing || command.whileTyping) &&
        (command.keys?.some((key) => matchesKey(event, key)) ||
          (loose && command.looseKeys?.some((key) => matchesKey(event, key))));
      const fitting = commands.all().filter(fits);
      const command = fitting.findLast((each) => each.first) ?? fitting.at(-1);
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
  let asked: { id: string; post: number; at: number } | null = null;
  const answer = (command: Command) => {
    if (asked?.id !== command.id || asked.post !== command.post) return;
    const inTime = performance.now() - asked.at < askedMs;
    asked = null;
    if (inTime) queueMicrotask(() => command.run());
  };
  const all = () => [...sets].flat().sort((a, b) => commandGroups.indexOf(a.group) - commandGroups.indexOf(b.group));
  return {
    all,
    add(commands) {
      sets.add(commands);
      for (const command of commands) answer(command);
      return () => sets.delete(commands);
    },
    ask(id, post) {
      asked = { id, post, at: performance.now() };
      for (const command of all()) answer(command);
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
