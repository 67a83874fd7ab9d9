import { type BrowserWindow, dialog, shell } from 'electron';
import { externalUrl } from './rules.ts';

/**
 * Opens an http(s) address in the user's browser if the user, who is shown the whole of it, agrees.
 *
 * @throws Error when the address is of another kind.
 */
export async function openExternal(value: unknown, window: BrowserWindow | null): Promise<void> {
  const url = externalUrl(value);
  if (!url) throw new Error('Only http and https addresses without credentials are opened in the browser.');
  const question = {
    type: 'question' as const,
    message: 'Open this address in your browser?',
    // As it is sent, not as it was written: letters that look alike show as what they are.
    detail: url.href,
    buttons: ['Open', 'Cancel'],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  };
  const { response } = await (window ? dialog.showMessageBox(window, question) : dialog.showMessageBox(question));
  if (response === 0) await shell.openExternal(url.href);
}
