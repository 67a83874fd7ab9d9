import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import './ui/mantine.ts';
import './ui/tokens.css';
import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { connect, dropToken, faultOf } from './api.ts';
import { composeQuery } from './inbox/query.ts';
import { firstPageSize } from './inbox/use-post-list.ts';
import { App } from './ui/app.tsx';
import { CommandsProvider } from './ui/commands.tsx';
import { LiveProvider } from './ui/live.tsx';
import { RemovalsProvider } from './ui/removals-context.tsx';
import { colorSchemeManager, cssVariables, theme } from './ui/theme.ts';
import { restoreWindow } from './ui/use-window-state.ts';
import { parseView } from './ui/view.ts';

dropToken(window);
restoreWindow(window);
const api = connect({ window });
beginPosts();
const queries = new QueryClient({
  defaultOptions: {
    // The live feed keeps everything fresh; only a lost connection is worth a second try.
    queries: {
      staleTime: Number.POSITIVE_INFINITY,
      refetchOnWindowFocus: false,
      retry: (count, error) => count < 2 && faultOf(error).code === 'CONNECTION',
      retryDelay: 400,
      networkMode: 'always',
    },
    mutations: { networkMode: 'always' },
  },
});
void queries.prefetchQuery(api.query.settings.get.queryOptions());

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element with the id "root".');
createRoot(root).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      colorSchemeManager={colorSchemeManager}
      defaultColorScheme="auto"
    >
      <Notifications
        position="bottom-right"
        limit={4}
        autoClose={4500}
        zIndex={500}
        portalProps={{ target: '#toasts' }}
      />
      <QueryClientProvider client={queries}>
        <LiveProvider api={api}>
          <CommandsProvider>
            <RemovalsProvider>
              <App />
            </RemovalsProvider>
          </CommandsProvider>
        </LiveProvider>
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);

/** The posts are read while the inbox is being made: together these two are most of the time until the first rows. */
function beginPosts(): void {
  const view = parseView(window.location.hash);
  if (view.screen !== 'inbox') return;
  const query = composeQuery(view.query ?? '');
  api.begin((client) => client.posts.list({ limit: firstPageSize, ...(query ? { query } : {}) }));
}
