import { notifications } from '@mantine/notifications';
import type { ReactNode } from 'react';
import { faultOf } from '../api.ts';
import { text } from './strings.ts';

/** A short word that something was done. @param id what is shown already under it is not shown again */
export function toast(message: ReactNode, id?: string): void {
  notifications.show({ message, color: 'indigo', withBorder: true, ...(id ? { id } : {}) });
}

/** Says that something failed, in the core's own sentence. */
export function toastFault(error: unknown): void {
  notifications.show({ message: faultOf(error).message, color: 'red', withBorder: true, autoClose: 9000 });
}

/** Copies text and says so. Where the clipboard is forbidden, the old way is tried first. */
export async function copyText(value: string, said: ReactNode): Promise<boolean> {
  const done = (await viaClipboard(value)) || viaSelection(value);
  if (done) toast(said);
  else notifications.show({ message: text.copyFailed, color: 'red', withBorder: true, autoClose: 9000 });
  return done;
}

async function viaClipboard(value: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(value);
    return true;
  } catch {
    return false;
  }
}

function viaSelection(value: string): boolean {
  const field = document.createElement('textarea');
  field.value = value;
  field.style.position = 'fixed';
  field.style.opacity = '0';
  document.body.append(field);
  field.select();
  const done = document.execCommand('copy');
  field.remove();
  return done;
}
