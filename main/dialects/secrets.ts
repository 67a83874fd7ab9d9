import type { Dialect } from './dialect.ts';
import { dialects } from './registry.ts';
import { plainName } from './spelling.ts';

/** Headers whose values are credentials, in lower case. */
const secretHeaders: ReadonlySet<string> = new Set([
  'authorization',
  'proxy-authorization',
  'cookie',
  'set-cookie',
  'x-api-key',
]);

/**
 * Names that hold credentials wherever they appear, spelled plainly (see plainName). Kept short: a field that is masked for
 * nothing hides what the developer came to see.
 */
const credentialNames: readonly string[] = [
  'password',
  'passwd',
  'pwd',
  'apikey',
  'apisecret',
  'secret',
  'clientsecret',
  'token',
  'accesstoken',
  'authtoken',
  'refreshtoken',
  'verifytoken',
  'auth',
  'authorization',
];

/**
 * True for a header whose value is a credential.
 * @param maskedNames names that the user masks too, compared without case
 */
export function isSecretHeader(name: string, maskedNames: readonly string[] = []): boolean {
  const lower = name.toLowerCase();
  return secretHeaders.has(lower) || maskedNames.some((masked) => masked.toLowerCase() === lower);
}

/**
 * Names of fields to mask, spelled plainly: those of the dialect (of every dialect when it is not known), the common names
 * of credentials, and the user's. Ask with isSecretField.
 */
export function secretFieldNames(dialect: Dialect | null, maskedNames: readonly string[]): ReadonlySet<string> {
  const names = new Set(credentialNames);
  for (const { fields } of dialect ? [dialect] : dialects) {
    for (const field of [...fields.callback, ...fields.status]) if (field.secret) names.add(plainName(field.name));
  }
  for (const name of maskedNames) names.add(plainName(name));
  return names;
}

/** True for a name that holds a credential in a query, where many interfaces take their key. In a body it names anything. */
export function isSecretInQuery(name: string): boolean {
  return plainName(name) === 'key';
}

/** True when a field name, or one step of a path such as `auth.password` or `user[token]`, is among the names. */
export function isSecretField(name: string, names: ReadonlySet<string>): boolean {
  const end = name.length > 500 ? name.slice(-200) : name;
  if (names.has(plainName(end))) return true;
  return /[.[]/.test(end) && end.split(/[.[\]"]+/).some((step) => step !== '' && names.has(plainName(step)));
}
