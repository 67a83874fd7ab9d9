import type { Database } from 'better-sqlite3';
import { defaultEndpoints, type Endpoint, endpointSchema } from '../../contract/endpoint.ts';
import { defaultSettings, type Settings, settingsSchema } from '../../contract/settings.ts';
import { type Target, targetSchema } from '../../contract/target.ts';

/** The small tables that are kept in memory while the app runs. */
export interface Values {
  settings: Settings;
  endpoints: Endpoint[];
  targets: Target[];
  values: Record<string, string>;
}

/** Reads them; what is absent, or was written by another version in another form, gets its default. */
export function readValues(db: Database): Values {
  const saved: Record<string, unknown> = {};
  for (const row of all<{ name: string; value: string }>(db, 'SELECT name, value FROM settings')) {
    saved[row.name] = JSON.parse(row.value);
  }
  const settings: Record<string, unknown> = { ...defaultSettings };
  for (const [name, schema] of Object.entries(settingsSchema.shape)) {
    const parsed = schema.safeParse(saved[name]);
    if (name in saved && parsed.success) settings[name] = parsed.data;
  }
  const endpoints = all<{ endpoint: string }>(db, 'SELECT endpoint FROM endpoints ORDER BY position').flatMap((row) => {
    const parsed = endpointSchema.safeParse(JSON.parse(row.endpoint));
    return parsed.success ? [parsed.data] : [];
  });
  const targets = all<{ target: string }>(db, 'SELECT target FROM targets ORDER BY position').flatMap((row) => {
    const parsed = targetSchema.safeParse(JSON.parse(row.target));
    return parsed.success ? [parsed.data] : [];
  });
  const values = Object.fromEntries(
    all<{ name: string; value: string }>(db, 'SELECT name, value FROM app_values').map((row) => [row.name, row.value]),
  );
  return {
    settings: settings as Settings,
    endpoints: endpoints.length > 0 ? endpoints : defaultEndpoints,
    targets,
    values,
  };
}

export function writeSettings(db: Database, settings: Settings): void {
  const put = db.prepare(
    'INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
  );
  db.transaction(() => {
    for (const [name, value] of Object.entries(settings)) put.run(name, JSON.stringify(value));
  })();
}

export function writeEndpoints(db: Database, endpoints: readonly Endpoint[]): void {
  db.transaction(() => {
    db.prepare('DELETE FROM endpoints').run();
    const put = db.prepare('INSERT INTO endpoints (position, path, endpoint) VALUES (?, ?, ?)');
    for (const [position, endpoint] of endpoints.entries()) put.run(position, endpoint.path, JSON.stringify(endpoint));
  })();
}

export function writeTargets(db: Database, targets: readonly Target[]): void {
  db.transaction(() => {
    db.prepare('DELETE FROM targets').run();
    const put = db.prepare('INSERT INTO targets (position, name, target) VALUES (?, ?, ?)');
    for (const [position, target] of targets.entries()) put.run(position, target.name, JSON.stringify(target));
  })();
}

export function writeValue(db: Database, name: string, value: string): void {
  db.prepare(
    'INSERT INTO app_values (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
  ).run(name, value);
}

function all<Row>(db: Database, sql: string): Row[] {
  return db.prepare(sql).all() as Row[];
}
