import { type PostSummary, parseQuery, type QueryTerm } from '../../contract/index.ts';

/** The query for the server. A bare word at the very end is still being typed, so it counts as the beginning of one; a blank after it finishes it. */
export function composeQuery(text: string): string {
  const inPhrase = text.split('"').length % 2 === 0;
  const isOpen = !inPhrase && /(^|\s)-?[^\s":*-][^\s":*]+$/.test(text);
  return (isOpen ? `${text}*` : text).trim();
}

/**
 * Makes what tells whether a live post belongs to the list of a query, or null when only the server can tell: words are
 * searched in bodies, which never travel with the feed.
 */
export function liveMatcher(text: string): (post: PostSummary) => boolean | null {
  const parsed = parseQuery(composeQuery(text));
  return (post) => {
    if (!parsed.ok) return false;
    let all: boolean | null = true;
    for (const term of parsed.terms) {
      const fits = matchesTerm(post, term);
      if (fits !== null && fits === term.negated) return false;
      if (fits === null) all = null;
    }
    return all;
  };
}

/** True when the post has what a term names, whether or not it is negated; null when its summary does not say. */
function matchesTerm(post: PostSummary, term: QueryTerm): boolean | null {
  switch (term.type) {
    case 'id':
      return post.id === term.id;
    case 'after':
      return Date.parse(post.receivedAt) >= term.time;
    case 'before':
      return Date.parse(post.receivedAt) < term.time;
    case 'is':
      return term.value === 'unread' || term.value === 'pinned' ? post[term.value] : null;
    case 'text':
      return null;
    case 'key': {
      const values = keysOf(post, term.name);
      if (values === null) return null;
      const wanted = fold(term.value);
      return values.some((value) =>
        value === null ? false : term.prefix ? fold(value).startsWith(wanted) : fold(value) === wanted,
      );
    }
  }
}

function keysOf(post: PostSummary, name: (QueryTerm & { type: 'key' })['name']): (string | null)[] | null {
  switch (name) {
    case 'kind':
      return [post.kind];
    case 'code':
      return [post.code];
    case 'keyword':
      return [post.keyword];
    case 'ticket':
      return [post.ticket, post.customTicket];
    case 'status':
      return [post.status];
    case 'method':
      return [post.method];
    case 'response':
      return [post.responseStatus === null ? null : String(post.responseStatus)];
    // Numbers are compared by their digits, and findings are not in the summary: the server knows.
    case 'phone':
      return null;
    case 'finding':
      return post.findings === 0 ? [] : null;
  }
}

/** Case does not matter for keys, nor the blanks around them. */
function fold(value: string): string {
  return value.trim().toLowerCase();
}
