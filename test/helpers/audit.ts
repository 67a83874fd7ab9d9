import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const rules = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'];
const advice = ['best-practice'];

interface AxeResults {
  violations: {
    id: string;
    impact: string | null;
    help: string;
    tags: string[];
    nodes: { html: string; failureSummary?: string }[];
  }[];
}

/** What axe-core says of a page, a line for each rule that is broken. */
export interface Audit {
  /** Serious and critical violations of WCAG 2.2 AA. */
  failures: string[];
  /** Everything else: lesser violations and best practice. */
  remarks: string[];
}

/** Puts axe-core into every document that the page loads from now on. */
export async function prepareAudit(page: Page): Promise<void> {
  await page.addInitScript({ content: source });
}

/**
 * Looks at the page as it is, in light and in dark. What does not depend on colours is looked at once.
 * @param state named in every line
 */
export async function audit(page: Page, state: string): Promise<Audit> {
  const found: Audit = { failures: [], remarks: [] };
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.locator(`html[data-mantine-color-scheme="${scheme}"]`).waitFor({ state: 'attached' });
    await settled(page);
    const only =
      scheme === 'light'
        ? { type: 'tag', values: [...rules, ...advice] }
        : { type: 'rule', values: ['color-contrast'] };
    const { violations } = await page.evaluate(
      (runOnly) =>
        (window as unknown as { axe: { run: (context: Document, options: object) => Promise<AxeResults> } }).axe.run(
          document,
          { runOnly, resultTypes: ['violations'] },
        ),
      only,
    );
    for (const { id, impact, help, tags, nodes } of violations) {
      const fails = tags.some((tag) => rules.includes(tag)) && (impact === 'serious' || impact === 'critical');
      const places = nodes.slice(0, 4).map((node) => `${node.html.slice(0, 300)} (${node.failureSummary ?? ''})`);
      const line = `${state}, ${scheme}: ${id}, ${help}, ${nodes.length} times: ${places.join('; ').replace(/\s+/g, ' ')}`;
      (fails ? found.failures : found.remarks).push(line);
    }
  }
  return found;
}

/** Half-faded text has another contrast than the one it ends with, and so have rows that wait for the answer to a search. */
async function settled(page: Page): Promise<void> {
  await page.locator('[data-stale]').waitFor({ state: 'detached' });
  await page.evaluate(async () => {
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const ends = (animation: Animation) =>
      animation.effect?.getComputedTiming().iterations !== Number.POSITIVE_INFINITY;
    await Promise.allSettled(
      document
        .getAnimations()
        .filter(ends)
        .map((animation) => animation.finished),
    );
  });
}
