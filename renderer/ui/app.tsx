import { useMantineColorScheme } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useState } from 'react';
import { faultOf } from '../api.ts';
import { Inbox } from '../inbox/inbox.tsx';
import { LabProvider } from '../replay/lab.tsx';
import css from './app.module.css';
import { Banners } from './banners.tsx';
import { useCommands } from './commands.tsx';
import { Crash } from './crash.tsx';
import { ShortcutsSheet } from './later-views.ts';
import { prepareCode } from './lazy-code.tsx';
import { useLive } from './live.tsx';
import { PaletteHost } from './palette-host.tsx';
import { navScreens, SideNav } from './side-nav.tsx';
import { text } from './strings.ts';
import { schemeOf } from './theme.ts';
import { TokenNeeded } from './token-needed.tsx';
import { TopBar } from './top-bar.tsx';
import { useLastScreen, useZoneSetting } from './use-window-state.ts';
import { useView } from './view.ts';

// The inbox is what the window opens with; the other screens are fetched when they are first looked at.
const ConversationsScreen = lazy(async () => ({
  default: (await import('../conversations/conversations-screen.tsx')).ConversationsScreen,
}));
const CompareScreen = lazy(async () => ({ default: (await import('../compare/compare-screen.tsx')).CompareScreen }));
const IncidentsScreen = lazy(async () => ({
  default: (await import('../incident/incidents-screen.tsx')).IncidentsScreen,
}));
const TargetsScreen = lazy(async () => ({ default: (await import('../targets/targets-screen.tsx')).TargetsScreen }));
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
  const zone = useZoneSetting();
  useLastScreen(view);
  useEffect(prepareCode, []);

  useCommands([
    ...navScreens.map((screen, index) => ({
      id: `go-${screen}`,
      group: 'Go to' as const,
      title: text.nav[screen],
      keys: [String(index + 1)],
      run: () => go({ screen, postId: null }),
    })),
    { id: 'help', group: 'Help', title: text.shortcuts, keys: ['?'], run: () => setSheet(true) },
  ]);

  if (connection === 'refused' || (status.error && faultOf(status.error).code === 'UNAUTHORIZED'))
    return <TokenNeeded />;
  return (
    <LabProvider
      query={view.screen === 'inbox' ? (view.query ?? '') : null}
      onOpenPost={(postId) => go({ screen: 'inbox', postId })}
    >
      <div className={css.window}>
        <TopBar
          key={zone}
          onOpenPost={(postId) => go({ ...(view.screen === 'inbox' ? view : {}), screen: 'inbox', postId })}
        />
        <Banners />
        <div className={css.body}>
          <SideNav screen={view.screen} onHelp={() => setSheet(true)} />
          <main className={css.main}>
            {/* Times are drawn all over, so another zone draws a screen anew; but the one on which it is chosen shows none. */}
            <Crash key={view.screen === 'settings' ? view.screen : `${view.screen} ${zone}`}>
              {view.screen === 'inbox' ? (
                <Inbox
                  openId={view.postId}
                  onOpen={(postId) => go({ ...view, postId })}
                  query={view.query ?? ''}
                  onQuery={(query, how) => go({ ...view, query }, how)}
                />
              ) : null}
              <Suspense>
                {view.screen === 'conversations' ? (
                  <ConversationsScreen
                    open={view.conversation ?? null}
                    onOpen={(conversation) =>
                      go({ screen: 'conversations', postId: null, ...(conversation ? { conversation } : {}) })
                    }
                  />
                ) : null}
                {view.compared ? (
                  <CompareScreen
                    ids={view.compared}
                    onSwap={([a, b]) => go({ screen: 'compare', postId: null, compared: [b, a] })}
                    onClose={(postId) => go({ screen: 'inbox', postId })}
                  />
                ) : null}
                {view.screen === 'incidents' ? <IncidentsScreen /> : null}
                {view.screen === 'targets' ? <TargetsScreen /> : null}
                {view.screen === 'tunnel' ? <TunnelScreen /> : null}
                {view.screen === 'settings' ? <SettingsScreen /> : null}
              </Suspense>
            </Crash>
          </main>
        </div>
        <PaletteHost
          onOpenPost={(postId) => go({ screen: 'inbox', postId })}
          onSearch={(query) => go({ screen: 'inbox', postId: null, query }, 'push')}
        />
        <ShortcutsSheet opened={sheet} onClose={() => setSheet(false)} />
      </div>
    </LabProvider>
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
