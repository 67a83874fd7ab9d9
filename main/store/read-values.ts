import type { Database } from 'better-sqlite3';
import { defaultEndpoints, endpointSchema } from '../../contract/endpoint.ts';
import { defaultSettings, type Settings, settingsSchema } from '../../contract/settings.ts';
import { targetSchema } from '../../contract/target.ts';
import type { Values } from './values.ts';

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

function all<Row>(db: Database, sql: string): Row[] {
  return db.prepare(sql).all() as Row[];
}
