/** What a Content-Type says, as far as views need it. */
export interface ContentType {
  /** Lower case; "" when there is none. */
  type: string;
  charset: string | null;
  boundary: string | null;
}

const parameter = /;\s*([^\s=;]+)\s*=\s*(?:"((?:[^"\\]|\\.){0,1000})"?|([^;]{0,1000}))/g;

/** Takes a Content-Type apart, however badly it is written. Of repeated parameters the first counts. */
export function readContentType(value: string | null): ContentType {
  const parameters = readParameters(value ?? '');
  return {
    type: (value ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '',
    charset: parameters.get('charset') ?? null,
    boundary: parameters.get('boundary') ?? null,
  };
}

/** The parameters of a header value by lower-case name. Backslashes escape quotes and backslashes only. */
export function readParameters(value: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [, name = '', quoted, plain] of value.matchAll(parameter)) {
    const key = name.toLowerCase();
    if (!found.has(key))
      found.set(key, quoted === undefined ? (plain ?? '').trim() : quoted.replace(/\\(["\\])/g, '$1'));
  }
  return found;
}

export const isJsonType = (type: string) => /^(?:application|text)\/json$|\+json$/.test(type);
export const isXmlType = (type: string) => /^(?:application|text)\/xml$|\+xml$/.test(type);
export const isFormType = (type: string) => type === 'application/x-www-form-urlencoded';
