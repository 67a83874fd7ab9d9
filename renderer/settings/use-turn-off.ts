import type { ResponseRule } from '../../contract/index.ts';
import { useSaveEndpoint } from '../targets/use-targets.ts';
import { toast } from '../ui/toast.ts';
import { offerUndo } from '../ui/undo-notice.tsx';
import { calmer, isSameRule, responseWords } from './response-words.ts';
import { text as all } from './strings.ts';

const text = all.rule;

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
    offerUndo(`turned-off ${path}`, text.turnedOff(path, wordsOf(change.after)), () => void bringBack(path, change));
  };
  return { busy, turnOff };
}

function wordsOf(rule: ResponseRule): string {
  return responseWords(rule) ?? text.answersDefault;
}
