import { type ServerResponse, validateHeaderName, validateHeaderValue } from 'node:http';
import type { Header, ResponseRule } from '../../contract/index.ts';

const allowed = 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS';
/** Made here from the body; a rule that names them too would send two that contradict each other. */
const framing = new Set(['content-length', 'transfer-encoding']);

/** Answers by a rule. An empty body goes out as `Content-Length: 0`, never as an empty chunk. */
export function answer(response: ServerResponse, rule: ResponseRule, method = 'POST'): void {
  if (response.destroyed || response.headersSent) return;
  const body = Buffer.from(rule.body, 'utf8');
  const headers = rule.headers.filter((header) => !framing.has(header[0].toLowerCase()) && isSendable(header)).flat();
  if (method === 'OPTIONS') headers.push('Allow', allowed);
  // 204 and 304 have no body, and so no length.
  if (rule.status !== 204 && rule.status !== 304) headers.push('Content-Length', String(body.length));
  response.writeHead(rule.status, headers);
  response.end(body.length > 0 ? body : undefined);
}

/** False for a header line that HTTP has no way to send; a stored post is answered all the same. */
export function isSendable([name, value]: Header): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
}
