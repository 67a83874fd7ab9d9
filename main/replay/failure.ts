import { codeOf, messageOf } from '../errors.ts';
import { hostToConnect, portToConnect } from './target.ts';

/** Why a delivery has no answer, or only a part of one. */
export interface Failure {
  code: string;
  message: string;
}

export interface FailureContext {
  url: URL;
  /** True once the head of an answer came. */
  answered: boolean;
  /** First bytes the target sent, when it sent any. */
  firstBytes: Buffer | null;
}

/** The delivery was given up on purpose. */
export const aborted: Failure = {
  code: 'ABORTED',
  message: 'The delivery was cancelled before the answer was complete.',
};

/** The target took too long. */
export function timedOut(context: FailureContext, timeoutMs: number): Failure {
  const limit = `${timeoutMs / 1000} s`;
  const message = context.answered
    ? `The answer did not end within ${limit}. What came until then is kept.`
    : `${place(context.url)} gave no answer within ${limit}. Look whether your app hangs or stands at a breakpoint.`;
  return { code: 'ETIMEDOUT', message };
}

/** Puts what went wrong on the way to the target and back into a code and a sentence that says what to do. */
export function explainFailure(thrown: unknown, context: FailureContext): Failure {
  const error = mainError(thrown);
  const code = codeOf(error) ?? 'FAILED';
  return { code, message: sentence(code, error, context) };
}

function sentence(code: string, error: unknown, context: FailureContext): string {
  const { url } = context;
  const at = place(url);
  switch (code) {
    case 'ECONNREFUSED':
      return `Nothing listens on ${at}. Start your app, or change the target.`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `No address is known for ${hostToConnect(url)}. Look for a slip in the target, or check the network.`;
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EADDRNOTAVAIL':
      return `${at} cannot be reached (${code}). Check the host and port of the target, and the network.`;
    case 'ECONNRESET':
    case 'EPIPE':
      return context.answered
        ? `${at} closed the connection in the middle of its answer. What came until then is kept.`
        : `${at} took the connection and closed it without an answer. The log of your app may say why${url.protocol === 'http:' ? '; if it speaks TLS, write https:// in the target' : ''}.`;
    case 'HPE_HEADER_OVERFLOW':
      return `The header lines that ${at} answered are too long to be read.`;
  }
  if (code.startsWith('HPE_')) return notHttp(at, error, context);
  if (url.protocol === 'https:' && (code === 'EPROTO' || code.startsWith('ERR_SSL_'))) {
    return `${at} does not speak TLS as it should (${messageOf(error).trim()}). If your app speaks plain HTTP, write http:// in the target.`;
  }
  if (url.protocol === 'https:' && /CERT|ISSUER|LEAF_SIGNATURE|^CRL_|_SIGNATURE_FAILURE$/.test(code)) {
    return `The certificate of ${at} is not trusted (${messageOf(error)}). Use an http:// target, or start Tapline with NODE_EXTRA_CA_CERTS naming the file of its certificate authority.`;
  }
  return `Sending to ${at} failed: ${messageOf(error)}.`;
}

function notHttp(at: string, error: unknown, context: FailureContext): string {
  // Record types 0x15 (alert) and 0x16 (handshake) with version 3.x: RFC 8446 section 5.1.
  const [type, version] = context.firstBytes ?? [];
  if (!context.answered && (type === 0x15 || type === 0x16) && version === 3) {
    return `${at} speaks TLS. Write https:// in the target.`;
  }
  const reason = (error as { reason?: unknown }).reason;
  const detail = typeof reason === 'string' ? reason : messageOf(error);
  return `What ${at} answered is not HTTP (${detail}). Look whether the target names the port of a web server.`;
}

/** A name with several addresses fails with all their errors at once; "refused" says the most about an app that is down. */
function mainError(thrown: unknown): unknown {
  if (!(thrown instanceof AggregateError) || thrown.errors.length === 0) return thrown;
  return thrown.errors.find((error) => codeOf(error) === 'ECONNREFUSED') ?? thrown.errors[0];
}

function place(url: URL): string {
  return `${url.hostname}:${portToConnect(url)}`;
}
