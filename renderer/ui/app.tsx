import { useMantineColorScheme } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useState } from 'react';
import { faultOf } from '../api.ts';
import { Inbox } from '../inbox/inbox.tsx';
import css from './app.module.css';
import { Banners } from './banners.tsx';
import { useCommands } from './commands.tsx';
import { Crash } from './crash.tsx';
import { prepareCode } from './lazy-code.tsx';
import { useLive } from './live.tsx';
import { Palette } from './palette.tsx';
import { ShortcutsSheet } from './shortcuts-sheet.tsx';
import { SideNav } from './side-nav.tsx';
import { text } from './strings.ts';
import { schemeOf } from './theme.ts';
import { TokenNeeded } from './token-needed.tsx';
import { TopBar } from './top-bar.tsx';
import { type Screen, useView } from './view.ts';

// The inbox is what the window opens with; the other screens are fetched when they are first looked at.
const IncidentsScreen = lazy(async () => ({
  default: (await import('../incident/incidents-screen.tsx')).IncidentsScreen,
}));
const TunnelScreen = lazy(async () => ({ default: (await import('../tunnel/tunnel-screen.tsx')).TunnelScreen }));
const SettingsScreen = lazy(async () => ({
  default: (await import('../settings/settings-screen.tsx')).SettingsScreen,
}));

/** The window: top bar, alarms, navigation and one screen. */
export function App() {
  const { api, connection } = useLive();
  const [view, go] = useView();
  const [sheet, setSheet] = useState(false);
  const status = useQuery(api.query.status.queryOptions());
  useThemeSetting();
  useEffect(prepareCode, []);

  const screens: Screen[] = ['inbox', 'incidents', 'tunnel', 'settings'];
  useCommands([
    ...screens.map((screen) => ({
      id: `go-${screen}`,
      group: 'Go to' as const,
      title: text.nav[screen],
      run: () => go({ screen, postId: null }),
    })),
    { id: 'help', group: 'Help', title: text.shortcuts, keys: ['?'], run: () => setSheet(true) },
  ]);

  if (connection === 'refused' || (status.error && faultOf(status.error).code === 'UNAUTHORIZED'))
    return <TokenNeeded />;
  return (
    <div className={css.window}>
      <TopBar onOpenPost={(postId) => go({ screen: 'inbox', postId })} />
      <Banners />
      <div className={css.body}>
        <SideNav screen={view.screen} onHelp={() => setSheet(true)} />
        <main className={css.main}>
          <Crash key={view.screen}>
            {view.screen === 'inbox' ? (
              <Inbox openId={view.postId} onOpen={(postId) => go({ screen: 'inbox', postId })} />
            ) : null}
            <Suspense>
              {view.screen === 'incidents' ? <IncidentsScreen /> : null}
              {view.screen === 'tunnel' ? <TunnelScreen /> : null}
              {view.screen === 'settings' ? <SettingsScreen /> : null}
            </Suspense>
          </Crash>
        </main>
      </div>
      <Palette />
      <ShortcutsSheet opened={sheet} onClose={() => setSheet(false)} />
    </div>
  );
}

function useThemeSetting() {
  const { api } = useLive();
  const { setColorScheme } = useMantineColorScheme();
  const wanted = useQuery(api.query.settings.get.queryOptions()).data?.theme;
  useEffect(() => {
    if (wanted) setColorScheme(schemeOf(wanted));
  }, [wanted, setColorScheme]);
}
