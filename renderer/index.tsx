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
import { type EarlyPage, earlyPage } from './inbox/early-page.ts';
import { composeQuery } from './inbox/query.ts';
import { firstPageSize } from './inbox/use-post-list.ts';
import { App } from './ui/app.tsx';
import { CommandsProvider } from './ui/commands.tsx';
import { LiveProvider } from './ui/live.tsx';
import { RemovalsProvider } from './ui/removals-context.tsx';
import { colorSchemeManager, cssVariables, theme } from './ui/theme.ts';
import { restoreWindow } from './ui/use-window-state.ts';
import { parseView } from './ui/view.ts';

/** How long the window waits for its first posts before it is drawn without them. Milliseconds. */
const firstWaitMs = 200;

dropToken(window);
restoreWindow(window);
let isDrawn = false;
const painted = nextPaint();
const api = connect({ window, wait: () => (isDrawn ? painted() : null) });
const early = beginPosts();
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
const settings = queries.prefetchQuery(api.query.settings.get.queryOptions());

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element with the id "root".');
const view = createRoot(root);
const rest = new Promise((done) => setTimeout(done, firstWaitMs));
if (early) void Promise.race([Promise.all([early.settled, settings]), rest]).then(draw);
else draw();

/** With the posts at once: to draw the window without them first, and then again, takes longer than they do. */
function draw(): void {
  isDrawn = true;
  // What is asked for from now on is asked anew.
  delete window.taplineAnswers;
  view.render(
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
          <LiveProvider api={api} early={early}>
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
}

/**
 * What the window asks for once it is drawn waits until that is on screen: to answer it takes the processors that paint. Returns a
 * function whose promise resolves then, null afterwards.
 */
function nextPaint(): () => Promise<void> | null {
  let waiting: Promise<void> | null = null;
  let isOver = false;
  return () => {
    if (isOver) return null;
    waiting ??= new Promise<void>((done) => {
      // The next frame but one begins when the next has been handed over.
      requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)));
      // A window that nobody sees is not painted.
      setTimeout(done, firstWaitMs);
    }).then(() => {
      isOver = true;
    });
    return waiting;
  };
}

/** The posts are read while the window is being made: together these two are most of the time until the first rows. */
function beginPosts(): EarlyPage | null {
  const { screen, query: text } = parseView(window.location.hash);
  if (screen !== 'inbox') return null;
  const query = composeQuery(text ?? '');
  return earlyPage(query, api.client.posts.list({ limit: firstPageSize, ...(query ? { query } : {}) }));
}
