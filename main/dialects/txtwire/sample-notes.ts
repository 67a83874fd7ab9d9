import type { Field, Kind } from '../../../contract/index.ts';
import type { SampleNotes } from '../dialect.ts';
import { listed } from '../findings.ts';

/**
 * What the samples on the platform's page do that who copies them should know. The PHP sample tests every field with
 * `!empty()`, and PHP counts "0" as empty (PHP manual, "empty"); the ColdFusion sample asks for a scope POST, and Adobe's
 * list of scopes has none.
 */
export function sampleNotes(fields: readonly Field[], kind: Kind): SampleNotes {
  if (kind === 'other') return {};
  const zeros = new Set(fields.filter(({ value, documented }) => documented && value === '0').map(({ name }) => name));
  const example = kind === 'callback' ? 'message' : 'status';
  return {
    php:
      zeros.size > 0
        ? [
            `Code after the platform’s PHP sample loses ${listed([...zeros])}: !empty() takes "0" for empty, and '' comes out.`,
          ]
        : [],
    coldfusion: [
      `The platform’s ColdFusion sample reads POST.${example}. Adobe documents the scopes form and url, but no scope POST, so ` +
        'such code may never see a field.',
    ],
  };
}
