import type { Field, FieldFlag, FieldSource, Finding } from '../../contract/index.ts';
import { limits } from '../limits.ts';
import { isSecretField, secretFieldNames } from './secrets.ts';

/** Something odd about one field that becomes a finding once it is known whether the field is a credential. */
export interface Oddity {
  field: Field;
  code: 'invalid-utf8' | 'invalid-escape' | 'double-encoding' | 'unescaped-non-ascii' | 'plus-lost';
  /** Where, or which charset; the sentence uses it. */
  detail: string;
}

/** What the readers of query and body fill. */
export interface FieldList {
  fields: Field[];
  oddities: Oddity[];
  /** Findings about the body as a whole. */
  findings: Finding[];
  /** Fields seen, also those beyond the bound. */
  total: number;
  /** Plain names of credentials, made when first asked for: most posts hold documented fields only. */
  secretNames(): ReadonlySet<string>;
}

/**
 * An empty list.
 * @param maskedNames names that the user masks
 */
export function fieldList(maskedNames: readonly string[]): FieldList {
  let names: ReadonlySet<string> | null = null;
  const secretNames = () => {
    names ??= secretFieldNames(null, maskedNames);
    return names;
  };
  return { fields: [], oddities: [], findings: [], total: 0, secretNames };
}

/** True when the next field counts but is not kept. */
export function isFull(list: FieldList): boolean {
  return list.fields.length >= limits.dialects.fields;
}

/** True when a field of that name is kept. A full list keeps credentials only. */
export function wants(list: FieldList, name: string): boolean {
  return (
    !isFull(list) || (list.fields.length < limits.dialects.fieldsWithSecrets && isSecretField(name, list.secretNames()))
  );
}

/** A field with nothing known about it but its name, value and place. */
export function plainField(name: string, value: string | null, source: FieldSource): Field {
  return {
    name,
    value,
    source,
    position: 0,
    flags: value === '' ? ['empty'] : [],
    secret: false,
    meaning: null,
    documented: false,
    range: null,
    otherReading: null,
    part: null,
  };
}

/** Takes a field into the list, or only counts it. */
export function addField(list: FieldList, field: Field): void {
  field.position = list.total++;
  if (wants(list, field.name)) list.fields.push(field);
}

/** Flags a field and remembers what to say about it. */
export function note(list: FieldList, oddity: Oddity): void {
  const flag = flagOf(oddity.code);
  if (oddity.field.flags.includes(flag)) return;
  oddity.field.flags.push(flag);
  list.oddities.push(oddity);
}

function flagOf(code: Oddity['code']): FieldFlag {
  if (code === 'double-encoding') return 'double-encoded';
  return code === 'plus-lost' ? 'lost-plus' : code;
}
