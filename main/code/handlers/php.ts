import type { Handler } from '../../../contract/index.ts';
import { phpName } from '../../dialects/php-names.ts';
import { fieldLines, type HandlerPlan } from '../handler-plan.ts';

const literal = (text: string): string => `'${text.replace(/['\\]/g, '\\$&')}'`;
// PHP knows a field by another name where its own holds a dot or a blank.
const key = (name: string): string => literal(phpName(name));
const list = (names: readonly string[]): string => `[${names.map(key).join(', ')}]`;

/**
 * A handler for PHP. Sources: PHP manual, "empty" ("0" counts as empty), "$_REQUEST" (may hold cookies), "Null coalescing
 * operator" (asks as isset() does).
 */
export function phpHandler({ platform, fields, credentials, signature, once }: HandlerPlan): Handler {
  const names = (kind: 'callback' | 'status') => fieldLines(fields[kind], { indent: '        ', write: key });
  const text = `<?php
// Takes the callbacks and statuses of ${platform}. Needs PHP 7.4 or newer.
declare(strict_types=1);

// Every field that the platform's page names.
const FIELDS = [
    'callback' => [
${names('callback')}
    ],
    'status' => [
${names('status')}
    ],
];
const CREDENTIALS = ${list(credentials)};
// A post whose path does not end with /status is one all the same when it has all of these.
const ONLY_IN_STATUS = ${list(signature)};
// Fields that tell one post from the next. Without any, the same post twice looks like two posts.
const ONCE = ['callback' => ${list(once.callback)}, 'status' => ${list(once.status)}];

/**
 * Your work goes here. A field is null when it is missing, '' when it came empty; "0" is text like any other, so test with
 * === null, never with empty() or !. Store the post before this returns: the platform gets its 200 only then.
 * Platforms send again when an answer is lost: put a unique index on kind and the columns named in ONCE, and take a violation
 * of it for "done before".
 */
function handle(string $kind, array $post): void
{
    // Credentials do not belong in a log. With HANDLER_DEBUG=1 they are shown.
    if (getenv('HANDLER_DEBUG') !== '1') {
        foreach (CREDENTIALS as $name) {
            if (isset($post[$name]) && $post[$name] !== '') {
                $post[$name] = '***';
            }
        }
    }
    // Without the flag json_encode() fails on bytes that are not valid UTF-8.
    $line = json_encode(['kind' => $kind, 'fields' => $post], JSON_INVALID_UTF8_SUBSTITUTE | JSON_UNESCAPED_UNICODE);
    file_put_contents('php://stdout', $line . "\\n");
}

/** Not $_REQUEST, which may hold cookies, and not empty(), which takes "0" for nothing. */
function field(string $name): ?string
{
    // Where the query and the body both have one, the body's counts. Of several, PHP keeps the last.
    $value = $_POST[$name] ?? $_GET[$name] ?? null;
    // With brackets behind the name it is an array.
    return is_array($value) ? null : $value;
}

function isStatus(): bool
{
    if (substr(explode('?', $_SERVER['REQUEST_URI'] ?? '')[0], -7) === '/status') {
        return true;
    }
    foreach (ONLY_IN_STATUS as $name) {
        if (field($name) === null) {
            return false;
        }
    }
    return ONLY_IN_STATUS !== [];
}

// No text in the answer, not even a warning: a platform may take it for a message to the subscriber.
ini_set('display_errors', '0');
$type = $_SERVER['CONTENT_TYPE'] ?? '';
if ($type !== '' && !preg_match('~^(application/x-www-form-urlencoded|multipart/form-data)\\b~i', $type)) {
    error_log("This handler reads forms; the body is $type.");
}
if ($type === '' && $_POST === []) {
    // Without a type PHP reads no form.
    parse_str((string) file_get_contents('php://input'), $_POST);
}
$kind = isStatus() ? 'status' : 'callback';
$post = [];
foreach (FIELDS[$kind] as $name) {
    $post[$name] = field($name);
}
// Should this fail, PHP answers 500 by itself.
handle($kind, $post);
http_response_code(200);
header('Content-Type: text/plain; charset=utf-8');
`;
  return {
    language: 'php',
    label: 'PHP',
    files: [{ name: 'handler.php', text }],
    run: 'php -S localhost:8080 handler.php',
    target: 'http://localhost:8080',
  };
}
