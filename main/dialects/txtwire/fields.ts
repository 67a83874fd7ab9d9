import type { DocumentedField } from '../../../contract/index.ts';

/**
 * The fields that the platform's page "Callback URL & Status URL" reads in its samples, in its order. The page explains
 * hardly any of them, so nearly all have no meaning here: what it does not say is not made up.
 */

/** The page's own words above the three credential fields. */
const onlyWithCredentials = 'Only passed if the company has webservice credentials defined.';

const field = (name: string, sample: string): DocumentedField => ({
  name,
  meaning: null,
  optional: false,
  secret: false,
  sample,
});

const credential = (name: string, sample: string): DocumentedField => ({
  name,
  meaning: onlyWithCredentials,
  optional: true,
  secret: true,
  sample,
});

export const callbackFields: readonly DocumentedField[] = [
  field('title', 'Sample callback'),
  field('code', '12345'),
  field('shortcode', '12345'),
  field('message', 'join please'),
  field('phone', '13125550142'),
  field('carrier', 'Sample Carrier'),
  field('keyword', 'JOIN'),
  field('group', 'Sample group'),
  field('custom_ticket', 'sample-0001'),
  field('default_keyword', 'SAMPLE'),
  credential('user_name', '13125550100'),
  credential('password', 'sample-password'),
  credential('api_key', 'sample-api-key'),
];

export const statusFields: readonly DocumentedField[] = [
  field('code', '12345'),
  field('sendTo', '13125550142'),
  {
    ...field('status', 'sample-status'),
    meaning: 'Real time update of message delivery. The page does not list the values.',
  },
  field('ticket', 'sample-99182'),
  field('custom_ticket', 'sample-0001'),
];
