import { z } from './zod.ts';

export const settingsSchema = z.object({
  /** Default target of replays; null = none. */
  target: z.string().nullable(),
  /** Names of fields and headers to mask besides the dialect's own credentials. */
  maskedNames: z.array(z.string()),
  /** Largest body that is taken, in bytes. What is larger could not be held, exported and imported again as a whole. */
  bodyLimit: z
    .int()
    .min(1024)
    .max(128 * 1024 * 1024),
  /** Retention, all off (null) by default: days, posts, bytes. Pinned posts always stay. */
  keepDays: z.number().positive().nullable(),
  keepPosts: z.int().positive().nullable(),
  keepBytes: z.int().positive().nullable(),
  /** Posts to paths that no endpoint has: how many of the newest are kept. */
  keepStrays: z.int().min(0),
  theme: z.enum(['system', 'light', 'dark']),
  /** Zone in which times are shown. */
  zone: z.enum(['local', 'utc']),
  /** Height of the rows in lists. */
  density: z.enum(['comfortable', 'compact']),
  /** Searches the user gave a name. */
  savedSearches: z.array(z.object({ name: z.string().min(1).max(80), query: z.string().min(1).max(2000) })).max(100),
  /** True once the first-run steps were closed. */
  welcomed: z.boolean(),
  /** Of the desktop window: closing it leaves Tapline running in the tray. */
  closeToTray: z.boolean(),
  /** Of the desktop app: it starts when the user logs in. */
  launchAtLogin: z.boolean(),
  /** Notifications of the desktop app, while its window is out of sight. */
  notifyPosts: z.boolean(),
  notifyTunnel: z.boolean(),
});
export type Settings = z.infer<typeof settingsSchema>;

export const defaultSettings: Settings = {
  target: null,
  maskedNames: [],
  bodyLimit: 10 * 1024 * 1024,
  keepDays: null,
  keepPosts: null,
  keepBytes: null,
  keepStrays: 1000,
  theme: 'system',
  zone: 'local',
  density: 'comfortable',
  savedSearches: [],
  welcomed: false,
  closeToTray: false,
  launchAtLogin: false,
  notifyPosts: true,
  notifyTunnel: true,
};
