/** `max_input_nesting_level` of a php.ini nobody changed (PHP manual, "Runtime configuration"). */
const nestingLevel = 64;

/**
 * What PHP makes of a field's name: the key of `$_GET` or `$_POST`, then those of the arrays inside it; null = "the next
 * free number". Null as a whole when PHP drops the field.
 */
export function phpPath(name: string): (string | null)[] | null {
  const plain = startOf(name);
  const open = plain.indexOf('[');
  const base = renamed(open < 0 ? plain : plain.slice(0, open));
  if (base === '') return null;
  const path: (string | null)[] = [base];
  let at = open;
  while (at >= 0 && plain[at] === '[') {
    const start = at + 1;
    const first = isSpace(plain[start]) ? start + 1 : start;
    if (plain[first] === ']') {
      path.push(null);
      at = first + 1;
      continue;
    }
    const close = plain.indexOf(']', first);
    // An unclosed bracket at the first level is part of the name; deeper ones end it.
    if (close < 0) return path.length === 1 ? [renamed(plain)] : path;
    path.push(plain.slice(start, close));
    at = close + 1;
  }
  return path.length - 1 > nestingLevel ? null : path;
}

/** The key of `$_GET` or `$_POST` that a name leads to. */
export function phpName(name: string): string {
  return phpPath(name)?.[0] ?? name;
}

/** Leading blanks do not count, and a zero byte ends the name. */
function startOf(name: string): string {
  const end = name.indexOf('\0');
  return (end < 0 ? name : name.slice(0, end)).replace(/^ +/, '');
}

function renamed(name: string): string {
  return name.replace(/[ .[]/g, '_');
}

function isSpace(char: string | undefined): boolean {
  return char !== undefined && /[ \t-\r]/.test(char);
}
