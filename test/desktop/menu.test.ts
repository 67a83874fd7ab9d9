import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, test } from 'vitest';
import { forwardingOf } from '../../main/desktop/forwarding.ts';
import { menuTemplate } from '../../main/desktop/menu-template.ts';

type Item = MenuItemConstructorOptions;

/** The menu of a system, and what its items did. */
function menuOn(platform: NodeJS.Platform, urls: { callbackUrl: string | null } = { callbackUrl: null }) {
  const done: string[] = [];
  const items = menuTemplate({
    platform,
    tunnel: () => ({ ...urls, statusUrl: null }),
    lead: (hash) => done.push(hash),
    copy: (value) => done.push(`copied ${value}`),
    showAbout: () => done.push('about'),
    checkForUpdates: () => done.push('updates'),
  });
  const all = items.flatMap((item) => [item, ...((item.submenu as Item[] | undefined) ?? [])]);
  const click = (label: string) => (all.find((item) => item.label === label)?.click as (() => void) | undefined)?.();
  const named = (menu: string) =>
    (items.find(({ label }) => label === menu)?.submenu as Item[] | undefined)?.map(
      ({ label, role, type }) => label ?? role ?? type,
    );
  return { items, all, click, named, done };
}

describe('the menu', () => {
  test('on macOS has the menu of the app in front, with the roles people look for there', () => {
    const { items, named } = menuOn('darwin');
    expect(items.map(({ label, role }) => label ?? role)).toEqual([
      'Tapline',
      'File',
      'editMenu',
      'View',
      'Go',
      'windowMenu',
    ]);
    const roles = ['services', 'hide', 'hideOthers', 'unhide', 'quit'];
    expect(named('Tapline')?.filter((name) => name !== 'separator')).toEqual([
      'About Tapline',
      'Check for Updates…',
      'Settings…',
      ...roles,
    ]);
    expect(named('File')).toContain('close');
    expect(named('File')).not.toContain('quit');
  });

  test.each(['win32', 'linux'] as const)('on %s has Quit and Settings in File, About in Help', (platform) => {
    const { items, named } = menuOn(platform);
    expect(items.map(({ label, role }) => label ?? role)).toEqual([
      'File',
      'editMenu',
      'View',
      'Go',
      'windowMenu',
      'Help',
    ]);
    expect(named('File')?.at(-1)).toBe('quit');
    expect(named('File')).toContain('Settings…');
    expect(named('Help')).toEqual(['About Tapline', 'Check for Updates…']);
  });

  test('every item has a role, a place to lead to or something to do, and no key twice', () => {
    for (const platform of ['darwin', 'win32', 'linux'] as const) {
      const { all } = menuOn(platform);
      for (const item of all) {
        expect(Boolean(item.role || item.click || item.submenu || item.type === 'separator'), item.label).toBe(true);
      }
      const keys = all.flatMap(({ accelerator }) => (accelerator ? [accelerator] : []));
      expect(new Set(keys).size).toBe(keys.length);
      expect(keys).toContain('CmdOrCtrl+,');
    }
  });

  test('leads to the screens, copies what is there, and to the reason where nothing is', () => {
    const { click, done } = menuOn('linux', { callbackUrl: 'https://calm-fox.example/callback' });
    for (const label of ['Inbox', 'Conversations', 'Incidents', 'Targets', 'Tunnel', 'Settings…']) click(label);
    for (const label of ['Copy callback URL', 'Copy status URL', 'About Tapline', 'Check for Updates…']) click(label);
    expect(done).toEqual([
      ...['#/inbox', '#/conversations', '#/incidents', '#/targets', '#/tunnel', '#/settings'],
      ...['copied https://calm-fox.example/callback', '#/tunnel', 'about', 'updates'],
    ]);
  });
});

describe('what the tray says of forwarding', () => {
  const state = (mode: 'off' | 'queue' | 'pass-through', paused: boolean) => ({
    ...{ path: '/', mode, paused, target: null, queued: 0, dead: 0, sent: 0, reason: null, retryAt: null },
  });
  test.each([
    ['nothing is forwarded', [], 'none'],
    ['all is passed through', [state('pass-through', false), state('off', false)], 'none'],
    ['a queue runs', [state('pass-through', false), state('queue', false)], 'running'],
    ['the queues are held', [state('queue', true), state('pass-through', false)], 'paused'],
  ] as const)('when %s', (_when, states, wanted) => {
    expect(forwardingOf(states)).toBe(wanted);
  });
});
