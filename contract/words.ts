/** What a post is, by endpoint first and by its fields second. */
export const kinds = ['callback', 'status', 'other'] as const;

/** Filters of the query language whose values are counted. */
export const facetNames = ['kind', 'status', 'keyword', 'code', 'response', 'finding'] as const;
