import { TaplineError } from '../errors.ts';

/**
 * Reads what a user gave as a target.
 * @param text an http(s) URL; blanks around it do not matter.
 * @throws TaplineError TARGET_INVALID with a sentence that says what to write instead.
 */
export function parseTarget(text: string): URL {
  const trimmed = text.trim();
  if (trimmed === '') {
    throw invalid('The target is empty. Write the URL of your app, such as http://localhost:8080.');
  }
  // The URL class would read "http:/x" as a host named x, and "localhost:8080" as a scheme: both are slips, not targets.
  if (!/^https?:\/\/[^/?#\\]/i.test(trimmed) || !URL.canParse(trimmed)) {
    throw invalid(`The target "${trimmed}" is not an http(s) URL. ${suggestion(trimmed)}`);
  }
  const url = new URL(trimmed);
  if (url.username !== '' || url.password !== '') {
    throw invalid(
      'The target must not carry a user name or password: a replay sends the headers of the post. Leave them out, and add an Authorization header under "Edit and replay" if your app needs one.',
    );
  }
  return url;
}

/**
 * Where on the target a post goes. A target without a path gets the post's own path and query as they came. A target with
 * a path is where the post goes; its own query comes first and the post's query follows it, because an SMS platform may
 * send its parameters there and the app could not work without them.
 * @param target a URL made by `parseTarget`.
 * @param postTarget request target of the post, latin-1: origin-form, absolute-form or `*`.
 * @returns path and query, latin-1, ready for a request line.
 */
export function pathOnTarget(target: URL, postTarget: string): string {
  const own = originForm(postTarget);
  const targetHasPath = target.pathname !== '/';
  if (!targetHasPath && target.search === '') return own;

  const mark = own.indexOf('?');
  const ownPath = mark === -1 ? own : own.slice(0, mark);
  const ownQuery = mark === -1 ? '' : own.slice(mark);
  const path = targetHasPath || ownPath === '*' ? target.pathname : ownPath;
  if (target.search === '') return path + ownQuery;
  return ownQuery.length > 1 ? `${path}${target.search}&${ownQuery.slice(1)}` : path + target.search;
}

/** The host to connect to, without the brackets of an IPv6 address. */
export function hostToConnect(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1');
}

/** The port to connect to. */
export function portToConnect(url: URL): number {
  if (url.port !== '') return Number(url.port);
  return url.protocol === 'https:' ? 443 : 80;
}

/** Path and query of a request target; RFC 9112 section 3.2 lists its forms. */
function originForm(target: string): string {
  const rest = target.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '');
  if (rest === target) return target;
  return rest.startsWith('/') ? rest : `/${rest}`;
}

function suggestion(text: string): string {
  if (/^:?\d{1,5}$/.test(text)) return `Did you mean http://localhost:${text.replace(':', '')}?`;
  if (/^[a-z0-9.-]+(:\d{1,5})?([/?].*)?$/i.test(text)) return `Did you mean http://${text}?`;
  return 'Write it like http://localhost:8080.';
}

function invalid(message: string): TaplineError {
  return new TaplineError('TARGET_INVALID', message);
}
