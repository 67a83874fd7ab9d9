import type { Field, Header, Post } from '../../contract/index.ts';
import { type Aligned, align } from './align.ts';

/** A header line with what is known about it. */
export interface ComparedHeader {
  name: string;
  value: string;
  secret: boolean;
}

/** The fields of two posts by name. Two are the same when value and source are. */
export function compareFields(left: Post, right: Post): Aligned<Field>[] {
  return align({
    left: left.fields,
    right: right.fields,
    nameOf: (field) => field.name,
    same: (a, b) => a.value === b.value && a.source === b.source && a.part?.sha256 === b.part?.sha256,
  });
}

/** The header lines of two posts by name, whatever their case. Two are the same when the values are. */
export function compareHeaders(left: Post, right: Post): Aligned<ComparedHeader>[] {
  return align({
    left: headersOf(left),
    right: headersOf(right),
    nameOf: ({ name }) => name,
    sameName: (name) => name.toLowerCase(),
    same: (a, b) => a.value === b.value,
  });
}

function headersOf({ headers, trailers, secretHeaders }: Post): ComparedHeader[] {
  const secret = new Set(secretHeaders.map((name) => name.toLowerCase()));
  return [...headers, ...trailers].map(([name, value]: Header) => ({
    name,
    value,
    secret: secret.has(name.toLowerCase()),
  }));
}
