/** One step of the schema. Steps are only ever added: a step that was released keeps its text, byte for byte. */
export interface Migration {
  number: number;
  name: string;
  sql: string;
}

/**
 * posts is append-only and has no secondary index: each index entry would dirty a random page in every commit. What is
 * searched for is a token in post_text, which is filled later (see indexer.ts). Its segments are merged between commits
 * (see background.ts), never within one: FTS5's own merges take tens of milliseconds, and posts would wait for them. The
 * body comes last in the row, so that reading a list never walks over it.
 *
 * What step 2 adds is counted by the indexer behind a watermark of its own, which starts at nothing: an older database is
 * counted in the background, from its rows. `minutes.posts` belongs to it.
 *
 * forward_queue is filled behind a watermark over posts, like the index: the commit that a platform waits for knows nothing
 * of forwarding.
 *
 * Beginnings of one to three characters have indexes of their own in post_text: without them such a search gathers every
 * post of thousands of words before it can show the newest.
 *
 * replayed_posts and forwarded_posts are sets of posts that have such deliveries, however many: SQLite walks them as they are, the
 * newest first, where a set that is selected from deliveries would be gathered for each search. Triggers keep them, so that they
 * are right whoever writes deliveries; these are removed only all at once, with their post.
 *
 * A removed post leaves two things to be done later, for many posts at once and in the order in which they lie in the file: its entries in
 * the text index (texts_due), and the number of posts of its conversation, which `conversations.posts` still counts
 * (conversations_due). live_conversations is what is left.
 */
export const migrations: readonly Migration[] = [
  {
    number: 1,
    name: 'first schema',
    sql: `
CREATE TABLE posts (
  id INTEGER PRIMARY KEY,
  received_at INTEGER NOT NULL,
  receive_ms REAL NOT NULL,
  kind TEXT NOT NULL,
  dialect TEXT,
  endpoint TEXT,
  method TEXT NOT NULL,
  path TEXT NOT NULL,
  phone TEXT,
  code TEXT,
  keyword TEXT,
  ticket TEXT,
  custom_ticket TEXT,
  status TEXT,
  excerpt TEXT,
  response_status INTEGER,
  via TEXT NOT NULL,
  findings INTEGER NOT NULL,
  duplicate_of INTEGER,
  digest BLOB,
  body_size INTEGER NOT NULL,
  http_version TEXT NOT NULL,
  remote_address TEXT NOT NULL,
  target TEXT NOT NULL,
  headers TEXT NOT NULL,
  trailers TEXT NOT NULL,
  body BLOB NOT NULL
) STRICT;

CREATE VIRTUAL TABLE post_text USING fts5(
  text, keys, content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 2", prefix='1 2 3'
);
INSERT INTO post_text(post_text, rank) VALUES('deletemerge', 0);
INSERT INTO post_text(post_text, rank) VALUES('automerge', 0);
INSERT INTO post_text(post_text, rank) VALUES('crisismerge', 256);
INSERT INTO post_text(post_text, rank) VALUES('usermerge', 8);

CREATE TABLE minutes (
  minute INTEGER PRIMARY KEY,
  first_id INTEGER NOT NULL,
  last_id INTEGER NOT NULL,
  posts INTEGER NOT NULL
) STRICT;

CREATE TABLE marks (
  post_id INTEGER PRIMARY KEY,
  is_read INTEGER NOT NULL DEFAULT 0,
  pinned INTEGER NOT NULL DEFAULT 0,
  note TEXT
) STRICT;
CREATE INDEX marks_pinned ON marks(post_id) WHERE pinned = 1;

CREATE TABLE deliveries (
  id INTEGER PRIMARY KEY,
  post_id INTEGER,
  target TEXT NOT NULL,
  origin TEXT NOT NULL,
  started_at TEXT NOT NULL,
  duration_ms REAL NOT NULL,
  request TEXT NOT NULL,
  response TEXT,
  response_body BLOB,
  error TEXT
) STRICT;
CREATE INDEX deliveries_post ON deliveries(post_id, id);

CREATE TABLE outages (
  id INTEGER PRIMARY KEY,
  started_at TEXT NOT NULL,
  ended_at TEXT,
  provider TEXT NOT NULL,
  reason TEXT NOT NULL
) STRICT;

CREATE TABLE incidents (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  code TEXT NOT NULL,
  sentence TEXT NOT NULL,
  response_status INTEGER,
  remote_address TEXT NOT NULL,
  method TEXT,
  target TEXT,
  bytes BLOB NOT NULL,
  size INTEGER NOT NULL
) STRICT;

CREATE TABLE endpoints (
  position INTEGER PRIMARY KEY,
  path TEXT NOT NULL UNIQUE,
  endpoint TEXT NOT NULL
) STRICT;

CREATE TABLE status_labels (
  dialect TEXT NOT NULL,
  status TEXT NOT NULL,
  label TEXT NOT NULL,
  colour TEXT,
  PRIMARY KEY (dialect, status)
) STRICT;

CREATE TABLE settings (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;

CREATE TABLE app_values (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;
`,
  },
  {
    number: 2,
    name: 'counters',
    sql: `
CREATE TABLE value_counts (
  name TEXT NOT NULL,
  folded TEXT NOT NULL,
  value TEXT NOT NULL,
  posts INTEGER NOT NULL,
  PRIMARY KEY (name, folded)
) STRICT, WITHOUT ROWID;

CREATE TABLE conversations (
  phone TEXT NOT NULL,
  code TEXT NOT NULL,
  digits TEXT NOT NULL,
  posts INTEGER NOT NULL,
  first_id INTEGER NOT NULL,
  last_id INTEGER NOT NULL,
  PRIMARY KEY (phone, code)
) STRICT, WITHOUT ROWID;
CREATE INDEX conversations_newest ON conversations(last_id, digits);
CREATE INDEX conversations_digits ON conversations(digits);

CREATE TABLE post_findings (
  post_id INTEGER PRIMARY KEY,
  codes TEXT NOT NULL
) STRICT;

UPDATE minutes SET posts = 0;

ALTER TABLE status_labels ADD COLUMN meaning TEXT;
`,
  },
  {
    number: 3,
    name: 'targets, forwarding, replay jobs',
    sql: `
CREATE TABLE targets (
  position INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  target TEXT NOT NULL
) STRICT;

CREATE TABLE forward_queue (
  path TEXT NOT NULL,
  post_id INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  dead INTEGER NOT NULL DEFAULT 0,
  target TEXT NOT NULL DEFAULT '',
  last_at INTEGER,
  reason TEXT,
  PRIMARY KEY (path, dead, post_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE forward_counts (
  path TEXT PRIMARY KEY,
  sent INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

ALTER TABLE deliveries ADD COLUMN job_id INTEGER;
ALTER TABLE deliveries ADD COLUMN passed INTEGER;
ALTER TABLE deliveries ADD COLUMN differences TEXT;
CREATE INDEX deliveries_job ON deliveries(job_id, id) WHERE job_id IS NOT NULL;
`,
  },
  {
    number: 4,
    name: 'kept requests',
    sql: `
CREATE TABLE samples (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  method TEXT NOT NULL,
  target TEXT NOT NULL,
  headers TEXT NOT NULL,
  body BLOB NOT NULL
) STRICT;
`,
  },
  {
    number: 5,
    name: 'posts of a burst',
    sql: `
CREATE TABLE intake (
  first_id INTEGER PRIMARY KEY,
  posts INTEGER NOT NULL,
  block BLOB NOT NULL
) STRICT;
`,
  },
  {
    number: 6,
    name: 'posts that were sent',
    sql: `
CREATE TABLE replayed_posts (post_id INTEGER PRIMARY KEY) STRICT;
CREATE TABLE forwarded_posts (post_id INTEGER PRIMARY KEY) STRICT;
INSERT OR IGNORE INTO replayed_posts SELECT post_id FROM deliveries WHERE origin = 'replay' AND post_id IS NOT NULL;
INSERT OR IGNORE INTO forwarded_posts SELECT post_id FROM deliveries WHERE origin = 'forward' AND post_id IS NOT NULL;

CREATE TRIGGER deliveries_replayed AFTER INSERT ON deliveries WHEN new.origin = 'replay' AND new.post_id IS NOT NULL BEGIN
  INSERT OR IGNORE INTO replayed_posts VALUES (new.post_id);
END;
CREATE TRIGGER deliveries_forwarded AFTER INSERT ON deliveries WHEN new.origin = 'forward' AND new.post_id IS NOT NULL BEGIN
  INSERT OR IGNORE INTO forwarded_posts VALUES (new.post_id);
END;
CREATE TRIGGER deliveries_removed AFTER DELETE ON deliveries WHEN old.post_id IS NOT NULL BEGIN
  DELETE FROM replayed_posts WHERE post_id = old.post_id;
  DELETE FROM forwarded_posts WHERE post_id = old.post_id;
END;
`,
  },
  {
    number: 7,
    name: 'what is due after removals',
    sql: `
CREATE TABLE texts_due (post_id INTEGER PRIMARY KEY) STRICT;

CREATE TABLE conversations_due (
  phone TEXT NOT NULL,
  code TEXT NOT NULL,
  posts INTEGER NOT NULL,
  PRIMARY KEY (phone, code)
) STRICT, WITHOUT ROWID;

CREATE VIEW live_conversations AS
  SELECT c.phone, c.code, c.digits, c.posts - coalesce(d.posts, 0) AS posts, c.first_id, c.last_id
  FROM conversations c LEFT JOIN conversations_due d ON d.phone = c.phone AND d.code = c.code
  WHERE c.posts > coalesce(d.posts, 0);
`,
  },
];
