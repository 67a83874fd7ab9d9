import type { Field, Finding } from '../../contract/index.ts';
import { fieldFinding, quoted, shownValue } from './findings.ts';

/** Names that came more than once: within query or body, or in both with different values. Flags the fields, too. */
export function repeatFindings(fields: readonly Field[]): Finding[] {
  const groups = new Map<string, Field[]>();
  for (const field of fields) {
    const group = groups.get(field.name);
    if (group) group.push(field);
    else groups.set(field.name, [field]);
  }
  const found: Finding[] = [];
  for (const group of groups.values()) {
    if (group.length < 2) continue;
    const query = group.filter(({ source }) => source === 'query');
    const body = group.filter(({ source }) => source !== 'query');
    found.push(...repeated(query, 'query'), ...repeated(body, 'body'), ...conflict(query, body));
  }
  return found;
}

function repeated(group: readonly Field[], place: string): Finding[] {
  const last = group.at(-1);
  // A name that ends in "[]" is PHP's way to send a list, which is what repeating it means.
  if (!last || group.length < 2 || (last.source !== 'json' && last.name.endsWith('[]'))) return [];
  for (const field of group) field.flags.push('repeated');
  const reading =
    last.source === 'json'
      ? `most JSON parsers keep the last (${shownValue(last)})`
      : `PHP keeps the last (${shownValue(last)}), Node's parsers make a list of them, and ASP.NET's Request[] usually ` +
        'joins them with commas';
  const sentence = `${quoted(last.name)} came ${group.length} times in the ${place}: ${reading}.`;
  return [fieldFinding(last, { code: 'repeated-field', severity: 'warning', sentence })];
}

/** PHP's choice was seen on PHP 8.2 with stock settings (`request_order=GP`); that of ASP.NET is not verified. */
function conflict(query: readonly Field[], body: readonly Field[]): Finding[] {
  const fromQuery = query.at(-1);
  const fromBody = body.at(-1);
  if (!fromQuery || !fromBody || sameValues(query, body)) return [];
  for (const field of [...query, ...body]) field.flags.push('conflict');
  const both = `${quoted(fromBody.name)} is ${shownValue(fromQuery)} in the query and ${shownValue(fromBody)} in the body`;
  const readers =
    fromBody.source === 'json'
      ? "PHP's $_REQUEST does not read JSON bodies, so it holds the value of the query"
      : "PHP's $_REQUEST holds the value of the body (request_order=GP), ASP.NET's Request[] usually that of the query";
  const sentence = `${both}: ${readers}.`;
  return [fieldFinding(fromBody, { code: 'query-body-conflict', severity: 'warning', sentence })];
}

function sameValues(query: readonly Field[], body: readonly Field[]): boolean {
  const values = (group: readonly Field[]) => new Set(group.map(({ value }) => value ?? ''));
  const inQuery = values(query);
  const inBody = values(body);
  return inQuery.size === inBody.size && [...inQuery].every((value) => inBody.has(value));
}
