import type { Handler } from '../../../contract/index.ts';
import { fieldLines, type HandlerPlan } from '../handler-plan.ts';
import { quotedText } from '../literals.ts';

const list = (names: readonly string[]): string => `[${names.map(quotedText).join(', ')}]`;

/** A handler for Python that needs nothing but its standard library. */
export function pythonHandler({ platform, fields, credentials, signature, once }: HandlerPlan): Handler {
  const names = (kind: 'callback' | 'status') =>
    fieldLines(fields[kind], { indent: '        ', write: quotedText, mark: ' #' });
  const text = `"""Takes the callbacks and statuses of ${platform}. Needs Python 3.8 or newer and no packages."""
import codecs
import json
import os
import re
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote_to_bytes

# Every field that the platform's page names.
FIELDS = {
    'callback': [
${names('callback')}
    ],
    'status': [
${names('status')}
    ],
}
CREDENTIALS = ${list(credentials)}
# A post whose path does not end with /status is one all the same when it has all of these.
ONLY_IN_STATUS = ${list(signature)}
# Fields that tell one post from the next. Without any, the same post twice looks like two posts.
ONCE = {'callback': ${list(once.callback)}, 'status': ${list(once.status)}}

LARGEST_BODY = 10 * 1024 * 1024

output = threading.Lock()


def handle(kind, post, repeated, duplicate):
    """Your work goes here.

    A field is None when it is missing, '' when it came empty; "0" is text like any other, so test with "is None", never
    with "not value". Store the post before this returns: the platform gets its 200 only then.
    """
    shown = dict(post)
    # Credentials do not belong in a log. With HANDLER_DEBUG=1 they are shown.
    if os.environ.get('HANDLER_DEBUG') != '1':
        for name in CREDENTIALS:
            if shown.get(name):
                shown[name] = '***'
    line = json.dumps({'kind': kind, 'fields': shown, 'repeated': repeated, 'duplicate': duplicate})
    with output:
        print(line, flush=True)


def decode(raw, charset):
    """Escaped and plain bytes are decoded together, as the charset wants it."""
    return unquote_to_bytes(raw.replace(b'+', b' ')).decode(charset, 'replace')


def read_pairs(raw, charset):
    pairs = []
    for pair in raw.split(b'&'):
        if pair:
            # A name without "=" came, so it is empty, not missing.
            name, _, value = pair.partition(b'=')
            pairs.append((decode(name, charset), decode(value, charset)))
    return pairs


def charset_of(content_type):
    found = re.search(r';\\s*charset\\s*=\\s*"?([^\\s;"]+)', content_type, re.IGNORECASE)
    try:
        name = codecs.lookup(found.group(1)).name if found else 'utf-8'
    except LookupError:
        return 'utf-8'
    # Whoever writes latin-1 means Windows' letters, too; so browsers read it.
    return 'cp1252' if name == 'iso8859-1' else name


seen = {}
seen_lock = threading.Lock()


def is_duplicate(kind, post):
    """Platforms send again when an answer is lost. In earnest, let a unique key in your database find this out."""
    key = (kind,) + tuple(post[name] for name in ONCE[kind])
    if len(key) == 1 or None in key:
        return False
    with seen_lock:
        if key in seen:
            return True
        seen[key] = True
        if len(seen) > 10000:
            del seen[next(iter(seen))]
    return False


class Handler(BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def answer(self, status):
        # No text in the answer: a platform may take it for a message to the subscriber.
        self.send_response(status)
        self.send_header('Content-Length', '0')
        self.end_headers()

    def do_POST(self):
        size = int(self.headers.get('Content-Length') or 0)
        if size > LARGEST_BODY or 'Transfer-Encoding' in self.headers:
            self.close_connection = True
            return self.answer(413 if size > LARGEST_BODY else 411)
        body = self.rfile.read(size)
        path, _, query = self.path.partition('?')
        content_type = self.headers.get('Content-Type') or ''
        is_form = content_type == '' or content_type.lower().startswith('application/x-www-form-urlencoded')
        if body and not is_form:
            print('This handler reads forms; the body is ' + content_type, file=sys.stderr)
        # Parameters may stand in the query or in the body. Where both have one, the body's counts; of several, the last.
        pairs = read_pairs(query.encode('latin-1'), 'utf-8')
        if is_form:
            pairs += read_pairs(body, charset_of(content_type))
        values = {}
        for name, value in pairs:
            values.setdefault(name, []).append(value)
        is_status = path.endswith('/status') or (bool(ONLY_IN_STATUS) and all(name in values for name in ONLY_IN_STATUS))
        kind = 'status' if is_status else 'callback'
        post = {name: values[name][-1] if name in values else None for name in FIELDS[kind]}
        repeated = [name for name in FIELDS[kind] if len(values.get(name, [])) > 1]
        try:
            handle(kind, post, repeated, is_duplicate(kind, post))
        except Exception as error:
            print(repr(error), file=sys.stderr)
            return self.answer(500)
        self.answer(200)

    do_GET = do_POST
    do_PUT = do_POST

    def log_message(self, *args):
        pass


if __name__ == '__main__':
    server = ThreadingHTTPServer(('127.0.0.1', int(os.environ.get('PORT', '8080'))), Handler)
    print(f'Listening on http://localhost:{server.server_port}', file=sys.stderr, flush=True)
    server.serve_forever()
`;
  return {
    language: 'python',
    label: 'Python',
    files: [{ name: 'handler.py', text }],
    run: 'python3 handler.py',
    target: 'http://localhost:8080',
  };
}
