import type { Database } from 'better-sqlite3';
import type { Endpoint } from '../../contract/endpoint.ts';
import type { Settings } from '../../contract/settings.ts';
import type { Target } from '../../contract/target.ts';

/** The small tables that are kept in memory while the app runs. */
export interface Values {
  settings: Settings;
  endpoints: Endpoint[];
  targets: Target[];
  values: Record<string, string>;
}

/** Writes all settings in one transaction. */
export function writeSettings(db: Database, settings: Settings): void {
  const put = db.prepare(
    'INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
  );
  db.transaction(() => {
    for (const [name, value] of Object.entries(settings)) put.run(name, JSON.stringify(value));
  })();
}

/** Puts these endpoints in the place of all that were there, in one transaction. */
export function writeEndpoints(db: Database, endpoints: readonly Endpoint[]): void {
  db.transaction(() => {
    db.prepare('DELETE FROM endpoints').run();
    const put = db.prepare('INSERT INTO endpoints (position, path, endpoint) VALUES (?, ?, ?)');
    for (const [position, endpoint] of endpoints.entries()) put.run(position, endpoint.path, JSON.stringify(endpoint));
  })();
}

/** Puts these targets in the place of all that were there, in one transaction. */
export function writeTargets(db: Database, targets: readonly Target[]): void {
  db.transaction(() => {
    db.prepare('DELETE FROM targets').run();
    const put = db.prepare('INSERT INTO targets (position, name, target) VALUES (?, ?, ?)');
    for (const [position, target] of targets.entries()) put.run(position, target.name, JSON.stringify(target));
  })();
}

/** Writes one of the values that the app keeps for itself, such as a watermark. */
export function writeValue(db: Database, name: string, value: string): void {
  db.prepare(
    'INSERT INTO app_values (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
  ).run(name, value);
}
