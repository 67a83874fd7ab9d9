import { notifications } from '@mantine/notifications';
import { type ReactNode, useEffect, useRef } from 'react';

/**
 * A notice that stays until there is nothing more to say.
 * @param message what it says now, the same object as long as it is the same; null = it is not shown
 */
export function useLastingToast(id: string, message: ReactNode | null): void {
  const shown = useRef(false);
  useEffect(() => {
    if (message === null) {
      if (shown.current) notifications.hide(id);
      shown.current = false;
      return;
    }
    const toast = { id, message, color: 'indigo', withBorder: true, withCloseButton: false, autoClose: false } as const;
    if (shown.current) notifications.update(toast);
    else notifications.show(toast);
    shown.current = true;
  }, [id, message]);
}
