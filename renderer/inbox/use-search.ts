import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';

const settleMs = 120;

/** What is typed, and what is searched: the latter follows once typing pauses, at once when the box is emptied. */
export function useSearch() {
  const [text, setText] = useState('');
  const [settled] = useDebouncedValue(text, settleMs);
  return { text, setText, settled: text === '' ? '' : settled };
}
