import type { Delivery } from '../../contract/index.ts';
import { toast, toastFault } from '../ui/toast.ts';
import { text } from './strings.ts';

/** Tells what became of a test post, and opens it where it became a post. */
export function useSent(options: { onClose: () => void; onOpenPost: (id: number) => void }) {
  return (result: { postId: number } | Delivery, said: string): void => {
    if ('origin' in result) {
      if (result.error) toastFault({ code: 'INTERNAL', message: result.error.message });
      else toast(text.delivered(result.response?.status ?? 0, result.target));
      return;
    }
    options.onClose();
    options.onOpenPost(result.postId);
    toast(said);
  };
}
