import type { NetworkInterfaceInfo } from 'node:os';
import { expect, test } from 'vitest';
import { watchNetwork } from '../../main/tunnel/network-watch.ts';

function card(address: string, family: 'IPv4' | 'IPv6' = 'IPv4', internal = false): NetworkInterfaceInfo {
  const common = { address, netmask: '', mac: '', internal, cidr: null };
  return family === 'IPv4' ? { ...common, family } : { ...common, family, scopeid: 0 };
}

test('another address is told once; the order of the cards and passing IPv6 addresses are not', async () => {
  let cards: NodeJS.Dict<NetworkInterfaceInfo[]> = { lan: [card('192.168.1.7')], wifi: [card('10.0.0.3')] };
  let looks = 0;
  let changes = 0;
  const stop = watchNetwork(
    () => (changes += 1),
    5,
    () => {
      looks += 1;
      return cards;
    },
  );
  const threeMoreLooks = async () => {
    const before = looks;
    await expect.poll(() => looks, { interval: 5 }).toBeGreaterThanOrEqual(before + 3);
  };
  try {
    cards = {
      wifi: [card('10.0.0.3'), card('fd00::1', 'IPv6')],
      lan: [card('192.168.1.7')],
      lo: [card('127.0.0.1', 'IPv4', true)],
    };
    await threeMoreLooks();
    expect(changes).toBe(0);
    cards = { wifi: [card('10.9.9.9')] };
    await threeMoreLooks();
    expect(changes).toBe(1);
    cards = {};
    await threeMoreLooks();
    expect(changes).toBe(2);
  } finally {
    stop();
  }
});
