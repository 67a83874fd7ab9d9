import { useEffect, useState } from 'react';
import { sameDay } from '../ui/time.ts';

/** Today, renewed now and then so that rows get their date when midnight passes. */
export function useToday(): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => {
      setNow((old) => (sameDay(old, new Date()) ? old : new Date()));
    }, 30_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
