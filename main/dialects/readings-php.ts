import type { Field, PlatformReading } from '../../contract/index.ts';
import { counted } from './findings.ts';
import { phpName, phpPath } from './php-names.ts';
import { insertPhp, type PhpArray, phpArray, phpLeaves } from './php-tree.ts';
import type { BodyFacts, ReadField, ReadPost } from './readings.ts';
import { hiddenField, noteOf, partFields, whyUnread } from './readings-common.ts';

/** `max_input_vars` of a php.ini nobody changed (PHP manual, "Runtime configuration": 1000, for $_GET and $_POST each). */
const inputVars = 1000;

interface Scope {
  variable: '$_GET' | '$_POST';
  fields: readonly Field[];
  /** How many of them PHP takes. */
  most: number;
  charset: string | null;
}

/**
 * How PHP fills `$_GET`, `$_POST`, `$_FILES` and `$_REQUEST`. Sources: PHP manual, "Variables From External Sources" (dots and
 * blanks in names, `name[]` arrays), "$_POST" (forms sent with POST only), "$_REQUEST" and `request_order` (GP: the body's
 * value wins), "Runtime configuration" (`max_input_vars`, `max_input_nesting_level`), `php://`, and main/php_variables.c of
 * PHP for what the manual leaves out (leading blanks, an unclosed bracket, the last of several, one variable more than the
 * limit in a form).
 */
export function phpReading(post: ReadPost, body: BodyFacts): PlatformReading {
  const reason = post.method === 'POST' ? whyUnread(body) : `the method is ${post.method}, and only POST fills it`;
  const parted = partFields(post.fields, reason === null);
  // A form may bring one more than the limit: it is counted after it was taken (php_variables.c, add_post_vars).
  const most = body.type === 'form' ? inputVars + 1 : inputVars;
  const query = readScope({ variable: '$_GET', fields: parted.query, most: inputVars, charset: null });
  const form = readScope({ variable: '$_POST', fields: parted.form, most, charset: body.charset });
  const unread = parted.unread.map((field) =>
    hiddenField(field, (name) => `$_POST[${phpString(phpName(name))}]`, `$_POST holds nothing of it: ${reason}.`),
  );
  const files = parted.files.map(
    (field): ReadField => ({
      expression: `$_FILES[${phpString(phpName(field.name))}]['name']`,
      value: field.part?.filename ?? null,
      positions: [field.position],
      note: 'A part with a file name is in $_FILES, not in $_POST; its bytes are in the file that tmp_name names.',
    }),
  );
  return {
    platform: 'php',
    fields: [...query.fields, ...form.fields, ...files, ...unread, ...conflicts(query.tree, form.tree)],
    notes: bodyNotes(body, parted.unread.length > 0 ? reason : null),
  };
}

function readScope(scope: Scope): { tree: PhpArray; fields: ReadField[] } {
  const tree = phpArray();
  const lost: ReadField[] = [];
  const gone = (field: Field, note: string): void => {
    const expression = `${scope.variable}[${phpString(phpName(field.name))}]`;
    lost.push({ expression, value: null, positions: [field.position], note });
  };
  for (const [index, field] of scope.fields.entries()) {
    const path = phpPath(field.name);
    if (index >= scope.most) {
      gone(
        field,
        `PHP stops after ${counted(scope.most)} variables (max_input_vars) and does not say so to the handler.`,
      );
    } else if (path === null)
      gone(field, 'PHP drops a variable whose name is empty, begins with “[” or nests too deep.');
    else {
      for (const over of insertPhp(tree, path, field)) {
        gone(over, 'A later variable of the same name is of another shape (a value, an array) and takes its place.');
      }
    }
  }
  const read = phpLeaves(tree).map(({ path, fields }): ReadField => {
    const field = fields.at(-1) as Field;
    const expression = scope.variable + path.map((step) => `[${phpKey(step)}]`).join('');
    return {
      expression,
      value: field.value ?? '',
      positions: fields.map((one) => one.position),
      note: noteFor(scope, path, fields),
    };
  });
  return { tree, fields: [...read, ...lost] };
}

function noteFor(scope: Scope, path: readonly string[], fields: readonly Field[]): string | null {
  const field = fields.at(-1) as Field;
  return noteOf([
    path.length === 1 && path[0] !== field.name && 'PHP renames it: dots and blanks in names become underscores.',
    path.length > 1 && 'Brackets in a name make an array.',
    fields.length > 1 && `It came ${fields.length} times; the last one wins, the others are gone.`,
    field.value === null && 'It came without “=”; PHP gives an empty string, as for an empty value.',
    field.flags.includes('invalid-utf8') &&
      'PHP keeps the bytes as they came; they are not valid UTF-8, so json_encode() fails on them and mb_ functions may.',
    scope.charset !== null &&
      hasNonAscii(field.value) &&
      `PHP does not look at the declared charset: the string holds ${scope.charset} bytes.`,
  ]);
}

function conflicts(query: PhpArray, form: PhpArray): ReadField[] {
  const own = new Map(phpLeaves(form).map((leaf) => [leaf.path.join('\0'), leaf]));
  return phpLeaves(query).flatMap(({ path, fields }) => {
    const twin = own.get(path.join('\0'));
    const value = twin?.fields.at(-1);
    if (!twin || !value || value.value === fields.at(-1)?.value) return [];
    return {
      expression: `$_REQUEST${path.map((step) => `[${phpKey(step)}]`).join('')}`,
      value: value.value ?? '',
      positions: [...fields, ...twin.fields].map((one) => one.position),
      note: 'The query and the body disagree; $_REQUEST gives the body’s (request_order GP, the order of the php.ini that comes with PHP).',
    };
  });
}

function bodyNotes(body: BodyFacts, reason: string | null): string[] {
  const input = "file_get_contents('php://input')";
  if (body.packed) return [`PHP does not inflate request bodies; gzdecode(${input}) does.`];
  if (body.type === 'json')
    return [`PHP fills $_POST from forms only. Read this body with json_decode(${input}, true).`];
  if (body.type === 'multipart')
    return ['For multipart/form-data PHP leaves php://input empty: the raw body cannot be read.'];
  return reason === null ? [] : [`$_POST is empty: ${reason}. The body is in ${input}.`];
}

function hasNonAscii(value: string | null): boolean {
  return value !== null && /[^\0-\x7f]/.test(value);
}

/** A string literal of PHP. */
function phpString(text: string): string {
  return `'${text.replace(/['\\]/g, '\\$&')}'`;
}

/** Keys that look like integers are integers. */
function phpKey(step: string): string {
  return /^(?:0|-?[1-9][0-9]{0,17})$/.test(step) ? step : phpString(step);
}
