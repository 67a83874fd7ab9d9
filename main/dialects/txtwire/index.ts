import type { Field, Kind } from '../../../contract/index.ts';
import { limits } from '../../limits.ts';
import type { Dialect, PostKeys } from '../dialect.ts';
import { excerptOf } from '../excerpt.ts';
import { callbackFields, statusFields } from './fields.ts';
import { txtwireFindings } from './findings.ts';
import { sampleNotes } from './sample-notes.ts';

const noKeys: PostKeys = { phone: null, code: null, keyword: null, ticket: null, customTicket: null, status: null };

/**
 * TxtWire, after the platform's page "Callback URL & Status URL". Content type, charset and the list of status values are
 * not documented there, and neither is what happens to a post that does not get through: the page names no answer that it
 * waits for, no time limit and no retry.
 */
export const txtwire: Dialect = {
  id: 'txtwire',
  name: 'TxtWire',
  fields: { callback: callbackFields, status: statusFields },
  // Both kinds share code and custom_ticket, so neither may stand in a signature.
  signature: { callback: ['phone', 'message', 'keyword'], status: ['sendTo', 'status'] },
  urls: {
    callback: 'the callback_url of the keyword',
    status: 'the status_url passed to sendMessage or sendTemplateMessage',
  },
  retry: null,
  keys,
  excerpt(fields, kind) {
    if (kind === 'other') return null;
    return excerptOf(lastValue(fields, kind === 'callback' ? 'message' : 'status'));
  },
  findings: txtwireFindings,
  sampleNotes,
};

function keys(fields: readonly Field[], kind: Kind): PostKeys {
  if (kind === 'other') return noKeys;
  const key = (name: string): string | null => lastValue(fields, name)?.slice(0, limits.dialects.keyChars) ?? null;
  const shared = { code: key('code'), customTicket: key('custom_ticket') };
  if (kind === 'status') {
    return { ...noKeys, ...shared, phone: key('sendTo'), ticket: key('ticket'), status: key('status') };
  }
  return { ...noKeys, ...shared, code: shared.code ?? key('shortcode'), phone: key('phone'), keyword: key('keyword') };
}

/** The value PHP's $_REQUEST would give: the last one, the body after the query. Empty values count as none. */
function lastValue(fields: readonly Field[], name: string): string | null {
  for (let at = fields.length - 1; at >= 0; at--) {
    const field = fields[at];
    if (field?.name === name && field.value) return field.value;
  }
  return null;
}
