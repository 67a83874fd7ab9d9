import type { Page } from 'playwright-core';

/** What the page notes of itself; everything in milliseconds of the page's own clock unless said otherwise. */
interface Notes {
  /** When the first rows were on screen. */
  firstRows: number | null;
  keys: number[];
  asked: { at: number; query: string }[];
  shown: { at: number; query: string }[];
  frames: number[];
  shift: number;
  /** From sending to being on screen, for posts that carry the time of their sending. */
  visible: number[];
}

/** What one stretch of watching saw. */
export interface Watched {
  /** Milliseconds between one frame and the next. */
  frames: number[];
  shift: number;
  visible: number[];
}

/** What the last key asked for is asked by then. */
const answerMs = 500;

type Noting = Window & { tlNotes: Notes };

/** Begins to watch every document that the page loads from now on, from its first moment. */
export async function watchPage(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const notes: Notes = { firstRows: null, keys: [], asked: [], shown: [], frames: [], shift: 0, visible: [] };
    (window as unknown as Noting).tlNotes = notes;
    const seen = new Set<string>();
    let query: string | null = null;
    let asked: string | null = null;
    // A frame's callbacks run before it is painted; a message sent from there arrives after.
    const painted = (then: () => void) =>
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = then;
        channel.port2.postMessage(null);
      });
    const look = () => {
      if (notes.firstRows === null && document.querySelector('[role="row"][id^="post-"]')) {
        notes.firstRows = Number.NaN;
        painted(() => {
          notes.firstRows = performance.now();
        });
      }
      const inbox = document.querySelector('[data-shown]');
      const [shown, asks] = ['data-shown', 'data-asked'].map((name) => inbox?.getAttribute(name) ?? null);
      if (typeof asks === 'string' && asks !== asked) {
        asked = asks;
        notes.asked.push({ at: performance.now(), query: asks });
      }
      if (typeof shown === 'string' && shown !== query) {
        query = shown;
        painted(() => notes.shown.push({ at: performance.now(), query: shown }));
      }
      const fresh: number[] = [];
      for (const row of document.querySelectorAll('[role="row"][id^="post-"]')) {
        if (seen.has(row.id)) continue;
        seen.add(row.id);
        const sent = /sent(\d{13})/.exec(row.textContent ?? '')?.[1];
        if (sent) fresh.push(Number(sent));
      }
      if (fresh.length > 0) {
        painted(() => {
          const now = Date.now();
          notes.visible.push(...fresh.map((sent) => now - sent));
        });
      }
    };
    new MutationObserver(look).observe(document, { childList: true, subtree: true, attributes: true });
    document.addEventListener(
      'input',
      (event) => {
        notes.keys.push(event.timeStamp);
      },
      true,
    );
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number })[]) notes.shift += entry.value;
    }).observe({ type: 'layout-shift', buffered: true });
    let last = performance.now();
    const frame = (now: number) => {
      notes.frames.push(now - last);
      last = now;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
}

/** Milliseconds from the window's first paint, and from the start of loading, until rows were on screen. */
export async function firstRows(page: Page): Promise<{ sincePaint: number; sinceStart: number }> {
  await page.waitForFunction(() => Number((window as unknown as Noting).tlNotes.firstRows ?? Number.NaN) > 0);
  return page.evaluate(() => {
    const rows = Number((window as unknown as Noting).tlNotes.firstRows);
    const paint = performance.getEntriesByName('first-paint')[0]?.startTime ?? 0;
    return { sincePaint: rows - paint, sinceStart: rows };
  });
}

/** Watches while something goes on. */
export async function watchDuring(page: Page, work: () => Promise<void>): Promise<Watched> {
  await page.evaluate(() => {
    const { tlNotes: notes } = window as unknown as Noting;
    notes.frames.length = 0;
    notes.visible.length = 0;
    notes.shift = 0;
  });
  await work();
  return page.evaluate(() => {
    const { frames, shift, visible } = (window as unknown as Noting).tlNotes;
    return { frames: [...frames], shift, visible: [...visible] };
  });
}

/** Milliseconds from each key to the results it asked for, or to those of a later key that came first; forgets what it told. */
export async function keyTimes(page: Page): Promise<number[]> {
  const { keys, asked, shown } = await page.evaluate(() => {
    const { tlNotes: notes } = window as unknown as Noting;
    return { keys: notes.keys.splice(0), asked: notes.asked.splice(0), shown: notes.shown.splice(0) };
  });
  return keys.flatMap((key, i) => {
    // A key that asks for nothing new has nothing to wait for.
    const until = keys[i + 1] ?? key + answerMs;
    if (!asked.some(({ at }) => at >= key && at < until)) return [];
    const later = new Set(asked.filter(({ at }) => at >= key).map(({ query }) => query));
    const answer = shown.find(({ at, query }) => at > key && later.has(query));
    return answer ? [answer.at - key] : [];
  });
}
