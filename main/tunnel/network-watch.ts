import { networkInterfaces } from 'node:os';

/**
 * Tells when the addresses of this machine change: another network, a VPN that came or went, a cable. Node has no event
 * for it, so they are looked at now and then.
 * @param everyMs milliseconds between two looks.
 * @param interfaces as `os.networkInterfaces` gives them.
 * @returns a function that ends the watch.
 */
export function watchNetwork(onChange: () => void, everyMs = 5000, interfaces = networkInterfaces): () => void {
  // Temporary IPv6 addresses come and go by themselves without any change of the way out.
  const addresses = () =>
    Object.values(interfaces())
      .flatMap((list) => list ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4')
      .map(({ address }) => address)
      .sort()
      .join(' ');
  let last = addresses();
  const timer = setInterval(() => {
    const current = addresses();
    if (current === last) return;
    last = current;
    onChange();
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
