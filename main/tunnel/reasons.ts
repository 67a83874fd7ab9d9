import { codeOf, messageOf } from '../errors.ts';

/** What came back instead of our answer. */
export interface StrangeAnswer {
  /** Public URL that was asked. */
  url: string;
  status: number;
  location: string | null;
  body: string;
  /** True when the probe did reach the receiver, so that only the way back is at fault. */
  arrived: boolean;
}

const reminderPage =
  /bypass-tunnel-reminder|tunnel\s?password|friendly reminder|ngrok-skip-browser-warning|click to continue/i;

/** Words of the sign-in pages of hotels, trains and companies; in a page, and in the address that one is redirected to. */
const signInPage =
  /captive|hot-?spot|guest network|wi-?fi (?:login|access|portal)|(?:log|sign)[ -]?in to (?:the |this )?(?:network|wi-?fi)/i;
const signInAddress = /captive|hot-?spot|portal|wi-?fi|guest|log-?in|sign-?in|welcome/i;

/**
 * Says that a network wants a sign-in before it lets anything out (a captive portal), when an answer looks like that: status
 * 511 (RFC 6585, section 6), a redirect to another host that sounds like a sign-in, or a page that says so. Null when not.
 */
export function signInReason(answer: Omit<StrangeAnswer, 'arrived'>): string | null {
  const { url, status, body } = answer;
  const location = answer.location && elsewhere(answer.location, url);
  const redirects = status >= 300 && status < 400 && location !== null && signInAddress.test(location);
  const how = redirects ? `${status}, a redirect to ${shorten(location)}` : String(status);
  if (status !== 511 && !redirects && !(status === 200 && signInPage.test(body))) return null;
  return `The network asks for a sign-in (${how}): open a web page, sign in to the network, and the tunnel is tried again.`;
}

/**
 * Why an answer to a probe is not ours, in a sentence. The texts of the tunnel servers' own pages are only guessed at here
 * to word the reason; whether the tunnel works is never decided by them.
 */
export function reasonOfAnswer(answer: StrangeAnswer): string {
  const { status, location, body, arrived } = answer;
  if (arrived) {
    return `The public URL reaches Tapline, but its answers do not come back: ${status} with other content did. Something between the tunnel and here rewrites them.`;
  }
  const signIn = signInReason(answer);
  if (signIn !== null) return signIn;
  if (status >= 300 && status < 400) {
    return `The public URL redirects${location ? ` to ${shorten(location)}` : ''} instead of reaching Tapline; the platform would lose its posts there.`;
  }
  if (reminderPage.test(body)) {
    return `The tunnel server answers with its reminder page (${status}) instead of passing requests on.`;
  }
  if (status === 502 || status === 503 || status === 504) {
    return `The tunnel server answers ${status}: it has lost its connection to this machine.`;
  }
  if (status === 404 && ['', '404'].includes(body.trim())) {
    return 'The tunnel server answers 404: it does not know this tunnel any more.';
  }
  if (status === 404) {
    return 'The public URL answers 404: either the tunnel server does not know this tunnel any more, or the name leads to someone else’s app.';
  }
  if (status === 400) {
    return 'The public URL answers 400: the probe was damaged on its way, or whoever answers there does not take it.';
  }
  if (status === 429) return 'The tunnel server answers 429: too many requests. It is asked again, less often.';
  if (status === 401 || status === 403 || status === 407) {
    return `The public URL answers ${status}: something in front of Tapline refuses requests, so the platform would be refused too.`;
  }
  return `Someone else’s app answers at the public URL (${status}), not Tapline.`;
}

/** An address at another host than that of `url`, or null. */
function elsewhere(location: string, url: string): string | null {
  return URL.canParse(location, url) && new URL(location, url).hostname !== new URL(url).hostname ? location : null;
}

const sentences: Readonly<Record<string, string>> = {
  ENOTFOUND: 'its name cannot be resolved. Check the network, or the name',
  EAI_AGAIN: 'its name cannot be resolved now. Check the network',
  ECONNREFUSED: 'it refuses the connection. The server may be down, or a firewall may be in the way',
  ECONNRESET: 'it broke the connection off without an answer',
  EPIPE: 'it broke the connection off without an answer',
  ETIMEDOUT: 'it does not answer. A firewall may be in the way',
  EHOSTUNREACH: 'there is no way to it. Check the network',
  ENETUNREACH: 'there is no network. Check the connection of this machine',
  ENETDOWN: 'there is no network. Check the connection of this machine',
  EADDRNOTAVAIL: 'there is no network. Check the connection of this machine',
};

const tlsCode = /^(ERR_TLS|ERR_SSL|EPROTO|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|HOSTNAME_MISMATCH|CRL_|INVALID_CA)/;

/**
 * Why something could not be reached, in a sentence.
 * @param subject begins the sentence: `The public URL`, `The tunnel server https://…`.
 */
export function reasonOfError(subject: string, error: unknown): string {
  const code = codeOf(error) ?? '';
  if (code === 'TIMEOUT') return `${subject} cannot be reached: ${messageOf(error)}.`;
  if (tlsCode.test(code)) return `${subject} cannot be trusted: its TLS certificate or handshake failed (${code}).`;
  if (code.startsWith('HPE_')) return `${subject} does not speak HTTP: its answer cannot be read (${code}).`;
  const why = sentences[code];
  return why
    ? `${subject} cannot be reached: ${why} (${code}).`
    : `${subject} cannot be reached: ${shorten(messageOf(error) || code || 'no reason was given')}.`;
}

/** True when a host name could not be resolved. */
export function isNameError(error: unknown): boolean {
  return ['ENOTFOUND', 'EAI_AGAIN'].includes(codeOf(error) ?? '');
}

/** Text of others, cut and made one line, so that it cannot stretch a sentence. */
export function shorten(text: string): string {
  const line = text.replace(/[\p{Cc}\s]+/gu, ' ').trim();
  return line.length > 120 ? `${line.slice(0, 119)}…` : line;
}
