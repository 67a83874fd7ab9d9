import type { FieldFlag, FieldSource, PlatformReading, Severity } from '../../contract/index.ts';

export const text = {
  panel: (id: number) => `Post ${id}`,
  loading: 'Reading the post…',
  failed: 'The post could not be read',
  close: 'Close the post',
  pin: 'Pin',
  unpin: 'Unpin',
  pinHint: 'Pinned posts are never removed by retention',
  markUnread: 'Mark unread',
  markRead: 'Mark read',
  addNote: 'Note',
  note: 'Note on this post',
  notePlaceholder: 'What you want to remember about this post',
  noteSaved: 'Note saved.',
  noteUnsaved: (why: string) => `Not saved yet: ${why}`,
  replay: 'Replay',
  editReplay: 'Edit and replay',
  curl: 'Copy as cURL',
  curlCopied: 'Copied the cURL command.',
  curlMasked: (count: number) =>
    `Copied the cURL command with ${count} ${count === 1 ? 'credential' : 'credentials'} masked.`,
  curlReveal: 'Copy with credentials',
  tabs: {
    fields: 'Fields',
    body: 'Body',
    headers: 'Headers',
    timeline: 'Timeline',
    deliveries: 'Deliveries',
    code: 'Code',
  },
  findings: 'Findings',
  allFindings: (count: number) => `Show all ${count} findings`,
  manyMissing: (count: number) =>
    `${count} documented fields did not come, and code written after the platform’s page expects them: `,
  severity: { info: 'Note', warning: 'Warning', error: 'Error' } satisfies Record<Severity, string>,
  showField: (name: string) => `Show the field ${name}`,
  earlier: (id: number) => `Open post ${id}`,
  compare: 'Compare',
  compareWith: (id: number) => `Compare with post ${id}`,
  showHeaders: 'Show the headers',
  showBody: 'Show the body',
  facts: {
    received: 'Received',
    phone: 'Phone',
    code: 'Code',
    ticket: 'Ticket',
    customTicket: 'Custom ticket',
    status: 'Status',
    via: 'Via',
    from: 'From',
    answered: 'Answered',
    size: 'Body',
    took: 'took',
  },
  reveal: (name: string) => `Reveal ${name}`,
  hide: (name: string) => `Hide ${name}`,
  revealWord: 'Reveal',
  hideWord: 'Hide',
  masked: 'masked',
  copyValue: (name: string) => `Copy value of ${name}`,
};

export const fieldText = {
  table: 'Fields of the post',
  name: 'Name',
  value: 'Value',
  source: 'Source',
  meaning: 'What it is',
  undocumented: 'not documented',
  documentedPlain: 'meaning not documented',
  missing: 'missing',
  optional: 'optional',
  noValue: 'no value',
  empty: 'empty',
  showAll: (count: number) => `Show all ${count.toLocaleString('en')} characters`,
  showLess: 'Show less',
  asCharset: (charset: string) => `As ${charset}:`,
  moreFields: (count: number) => `Show all ${count.toLocaleString('en')} fields`,
  none: 'No fields',
  noneHint:
    'Neither the query string nor the body carries any that can be decoded. The body itself is on the Body tab.',
  file: (size: string) => `file, ${size}`,
};

export const detailText = {
  details: (name: string) => `Details of ${name}`,
  handlers: 'As your handler sees it',
  noReadings: 'How handlers see this field is not known.',
  platforms: { php: 'PHP', aspnet: 'ASP.NET', coldfusion: 'ColdFusion' } satisfies Record<
    PlatformReading['platform'],
    string
  >,
  copyExpression: (expression: string) => `Copy ${expression}`,
  asSent: 'as sent',
  nothing: 'nothing',
  emptyText: 'an empty string',
  differ: (platforms: readonly string[]) =>
    platforms.length === 1
      ? `${platforms[0]} differs`
      : platforms.length === 2
        ? `${platforms.join(', ')} differ`
        : 'handlers differ',
  differHint: 'Show what a handler gets',
  notes: 'How PHP, ASP.NET and ColdFusion see this post',
  bytes: 'Bytes as they came',
  bytesMasked: 'Reveal the value to see its bytes.',
  bytesFailed: 'The body could not be read.',
  noBytes: 'None: the value is empty.',
  noRange: 'No single stretch of the post holds this value: it was unpacked or put together while decoding.',
  where: (at: { start: number; count: number; inBody: boolean }) =>
    `${at.count.toLocaleString('en')} ${at.count === 1 ? 'byte' : 'bytes'} from byte ${at.start.toLocaleString('en')} of the ${at.inBody ? 'body' : 'query string'}.`,
  firstBytes: (count: number) => `The first ${count.toLocaleString('en')} are shown.`,
  hexOf: (name: string) => `Bytes of ${name} in hex`,
};

export const sourceWords: Record<FieldSource, string> = { query: 'query', form: 'form', json: 'JSON', part: 'part' };

export const flagWords: Record<FieldFlag, string> = {
  'no-equals': 'no “=”',
  empty: 'empty',
  'invalid-utf8': 'invalid UTF-8',
  'invalid-escape': 'bad escape',
  'double-encoded': 'encoded twice',
  'unescaped-non-ascii': 'not escaped',
  repeated: 'repeated',
  conflict: 'conflict',
  'lost-zero': 'zero lost',
  'lost-plus': 'plus lost',
  unknown: 'unknown',
  file: 'file',
};

export const headerText = {
  request: 'Request',
  trailers: 'Trailers',
  copy: 'Copy headers',
  copied: 'the request line and headers',
  requestLine: 'request line',
};
