import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { ResponseRule } from '../../contract/index.ts';
import { useSaveEndpoint } from '../targets/use-targets.ts';
import { toast } from '../ui/toast.ts';
import css from '../ui/undo-toast.module.css';
import { calmer, isSameRule, responseWords } from './response-words.ts';
import { text as all } from './strings.ts';

const text = all.rule;
/** As long as deleted posts can be had back. Milliseconds. */
const undoMs = 8000;

/** Turns the answer rule of an endpoint off, says what that did, and offers the former answer back. */
export function useTurnOff() {
  const { busy, save } = useSaveEndpoint(null);

  const bringBack = async (path: string, change: { before: ResponseRule; after: ResponseRule }) => {
    let isDone = false;
    const saved = await save(path, (each) => {
      // Whoever set another answer meanwhile, in whichever window, meant that one.
      isDone = isSameRule(each.response, change.after);
      return isDone ? { ...each, response: change.before } : each;
    });
    if (saved) toast(isDone ? text.broughtBack(path, wordsOf(change.before)) : text.changedSince(path));
  };

  const turnOff = async (path: string) => {
    const changes: { before: ResponseRule; after: ResponseRule }[] = [];
    const saved = await save(path, (each) => {
      const after = calmer(each.response);
      changes.push({ before: each.response, after });
      return { ...each, response: after };
    });
    const [change] = changes;
    if (!saved || !change) return;
    const id = `turned-off ${path}`;
    const undo = () => {
      notifications.hide(id);
      void bringBack(path, change);
    };
    notifications.hide(id);
    notifications.show({
      id,
      color: 'indigo',
      withBorder: true,
      autoClose: undoMs,
      message: (
        <div className={css.line}>
          <span>{text.turnedOff(path, wordsOf(change.after))}</span>
          <Button size="compact-xs" variant="light" onClick={undo}>
            {text.undo}
          </Button>
        </div>
      ),
    });
  };
  return { busy, turnOff };
}

function wordsOf(rule: ResponseRule): string {
  return responseWords(rule) ?? text.answersDefault;
}
