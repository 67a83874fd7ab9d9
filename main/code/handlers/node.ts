import type { Handler } from '../../../contract/index.ts';
import { fieldLines, type HandlerPlan } from '../handler-plan.ts';
import { quotedText } from '../literals.ts';

const list = (names: readonly string[]): string => `[${names.map(quotedText).join(', ')}]`;

/** A handler for Node.js that needs nothing but Node.js. */
export function nodeHandler({ platform, fields, credentials, signature, once }: HandlerPlan): Handler {
  const names = (kind: 'callback' | 'status') => fieldLines(fields[kind], { indent: '    ', write: quotedText });
  const text = `// Takes the callbacks and statuses of ${platform}. Needs Node.js 18 or newer and no packages.
import { createServer } from 'node:http';

// Every field that the platform's page names.
const fields = {
  callback: [
${names('callback')}
  ],
  status: [
${names('status')}
  ],
};
const credentials = new Set(${list(credentials)});
// A post whose path does not end with /status is one all the same when it has all of these.
const onlyInStatus = ${list(signature)};
// Fields that tell one post from the next. Without any, the same post twice looks like two posts.
const once = { callback: ${list(once.callback)}, status: ${list(once.status)} };

const largestBody = 10 * 1024 * 1024;

/**
 * Your work goes here. A field is null when it is missing, '' when it came empty; "0" is text like any other, so test with
 * === null, never with !value. Store the post before this returns: the platform gets its 200 only then.
 */
function handle(kind, post, { repeated, duplicate }) {
  const shown = { ...post };
  // Credentials do not belong in a log. With HANDLER_DEBUG=1 they are shown.
  if (process.env.HANDLER_DEBUG !== '1') {
    for (const name of credentials) if (shown[name]) shown[name] = '***';
  }
  console.log(JSON.stringify({ kind, fields: shown, repeated, duplicate }));
}

// Text holds one character for each byte, so that escaped and plain bytes are decoded together, as the charset wants it.
function decode(text, charset) {
  const bytes = text
    .replaceAll('+', ' ')
    .replace(/%([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return new TextDecoder(charset, { ignoreBOM: true }).decode(Buffer.from(bytes, 'latin1'));
}

function readPairs(text, charset) {
  return text
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const at = pair.indexOf('=');
      // A name without "=" came, so it is empty, not missing.
      return at < 0
        ? [decode(pair, charset), '']
        : [decode(pair.slice(0, at), charset), decode(pair.slice(at + 1), charset)];
    });
}

function charsetOf(contentType) {
  const named = /;\\s*charset\\s*=\\s*"?([^\\s;"]+)/i.exec(contentType)?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(named).encoding;
  } catch {
    return 'utf-8';
  }
}

const seen = new Set();

// Platforms send again when an answer is lost. In earnest, let a unique key in your database find this out.
function isDuplicate(kind, post) {
  const names = once[kind];
  if (names.length === 0 || names.some((name) => post[name] === null)) return false;
  const key = JSON.stringify([kind, ...names.map((name) => post[name])]);
  if (seen.has(key)) return true;
  seen.add(key);
  if (seen.size > 10_000) seen.delete(seen.values().next().value);
  return false;
}

function readPost(request, body) {
  const url = Buffer.from(request.url, 'latin1').toString('latin1');
  const [path, ...rest] = url.split('?');
  const contentType = request.headers['content-type'] ?? '';
  const isForm = contentType === '' || /^application\\/x-www-form-urlencoded\\b/i.test(contentType);
  if (!isForm && body !== '') console.error(\`This handler reads forms; the body is \${contentType}.\`);
  // Parameters may stand in the query or in the body. Where both have one, the body's counts; of several, the last.
  const pairs = [...readPairs(rest.join('?'), 'utf-8'), ...(isForm ? readPairs(body, charsetOf(contentType)) : [])];
  const values = (name) => pairs.filter(([key]) => key === name).map(([, value]) => value);
  const isStatus = path.endsWith('/status') || (onlyInStatus.length > 0 && onlyInStatus.every((name) => values(name).length > 0));
  const kind = isStatus ? 'status' : 'callback';
  const post = Object.fromEntries(fields[kind].map((name) => [name, values(name).at(-1) ?? null]));
  const repeated = fields[kind].filter((name) => values(name).length > 1);
  return { kind, post, repeated };
}

const server = createServer(async (request, response) => {
  // No text in the answer: a platform may take it for a message to the subscriber.
  const answer = (status) => void response.writeHead(status, { 'Content-Length': 0 }).end();
  try {
    const chunks = [];
    let size = 0;
    for await (const chunk of request) {
      size += chunk.length;
      if (size > largestBody) return answer(413);
      chunks.push(chunk);
    }
    const { kind, post, repeated } = readPost(request, Buffer.concat(chunks).toString('latin1'));
    handle(kind, post, { repeated, duplicate: isDuplicate(kind, post) });
    answer(200);
  } catch (error) {
    console.error(error);
    answer(500);
  }
});
server.listen(Number(process.env.PORT ?? 8080), '127.0.0.1', () => {
  console.error(\`Listening on http://localhost:\${server.address().port}\`);
});
`;
  return {
    language: 'node',
    label: 'Node.js',
    files: [{ name: 'handler.mjs', text }],
    run: 'node handler.mjs',
    target: 'http://localhost:8080',
  };
}
