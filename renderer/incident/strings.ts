import type { Incident } from '../../contract/index.ts';

export const text = {
  title: 'Incidents',
  lead: 'Bytes that reached the receiver but never became a post, kept as they came.',
  none: 'No incidents',
  noneHint: 'Malformed requests, TLS on the plain port and posts that were too large would be listed here.',
  loading: 'Reading the incidents…',
  failed: 'The incidents could not be read',
  answered: (status: number) => `answered ${status}`,
  gone: 'the connection was gone',
  bytes: 'What arrived',
  cut: (shown: string, all: string) => `The first ${shown} of ${all}.`,
  noBytes: 'No bytes were kept.',
};

export const codeWords: Record<Incident['code'], string> = {
  malformed: 'Malformed request',
  'tls-on-plain-port': 'TLS on the plain port',
  'http2-on-plain-port': 'HTTP/2 on the plain port',
  'proxy-protocol': 'PROXY protocol',
  'body-too-large': 'Body too large',
  'headers-too-large': 'Headers too large',
  'target-too-long': 'Target too long',
  'timed-out': 'Timed out',
  'cut-short': 'Cut short',
  'connect-method': 'CONNECT method',
  'missing-host': 'Host header missing',
  'expectation-failed': 'Expectation failed',
};
