import localtunnel from 'localtunnel';
import { createLocaltunnel } from '../main/tunnel/localtunnel.ts';
import { startApp } from '../test/helpers/app.ts';
import { until } from '../test/helpers/store.ts';
import { serve } from '../test/tunnel/world.ts';

/**
 * This machine's side of a tunnel, as a process of its own: `node bench/tunnel-side.ts <kind> <tunnel host> <name>`. Tells its
 * public URL to its parent and runs until that ends it.
 */
export type SideKind = 'package' | 'provider' | 'app';

const [kind, host = '', name = ''] = process.argv.slice(2);

/** The least a receiver can do. */
const bareReceiver = () =>
  serve((request, response) => {
    request.resume();
    request.on('end', () => response.end());
  });

async function open(): Promise<string> {
  if (kind === 'package') {
    const { port } = await bareReceiver();
    const tunnel = await localtunnel({ port, host, subdomain: name });
    return tunnel.url;
  }
  if (kind === 'provider') {
    const { port } = await bareReceiver();
    const provider = createLocaltunnel({ host, version: '0.0.0' });
    const tunnel = await provider.open({ port, name, signal: new AbortController().signal });
    return tunnel.url;
  }
  const { app } = await startApp({ tunnel: { provider: 'localtunnel', host, name } });
  await until('the tunnel is online', () => app.tunnel.snapshot().state === 'online');
  return app.tunnel.snapshot().url ?? '';
}

process.on('disconnect', () => process.exit(0));
process.send?.(await open());
