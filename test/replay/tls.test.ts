import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer, getCACertificates, setDefaultCACertificates } from 'node:tls';
import { expect, it } from 'vitest';
import { buildRequest } from '../../main/replay/request.ts';
import { send } from '../../main/replay/send.ts';
import { selfSigned } from './certificate.ts';
import { storedRequest } from './stored.ts';

const bounds = { timeoutMs: 5000, responseBytes: 1024 };

interface TlsTarget extends AsyncDisposable {
  port: number;
  cert: string;
  received: string[];
  /** Host names asked for in the handshakes (SNI). */
  names: unknown[];
}

async function startTlsTarget(): Promise<TlsTarget> {
  const { key, cert } = selfSigned();
  const received: string[] = [];
  const names: unknown[] = [];
  const server = createServer({ key, cert }, (socket) => {
    names.push((socket as { servername?: unknown }).servername);
    socket.on('error', () => {});
    socket.once('data', (chunk) => {
      received.push(chunk.toString('latin1'));
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
    });
  });
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    cert,
    received,
    names,
    async [Symbol.asyncDispose]() {
      server.close();
      await once(server, 'close');
    },
  };
}

it('an https target gets the same bytes, once its certificate is trusted', async () => {
  await using target = await startTlsTarget();
  const before = getCACertificates('default');
  setDefaultCACertificates([...before, target.cert]);
  try {
    const url = `https://localhost:${target.port}`;
    const sent = await send(buildRequest(storedRequest({ method: 'GET' }), url), bounds);
    expect(sent).toMatchObject({ error: null, response: { status: 200, body: btoa('ok') } });
    expect(target.received).toEqual([
      `GET /callback HTTP/1.1\r\nHost: localhost:${target.port}\r\nX-Tapline-Post: 7\r\n\r\n`,
    ]);

    expect(target.names).toEqual(['localhost']);

    const byAddress = await send(buildRequest(storedRequest(), `https://127.0.0.1:${target.port}`), bounds);
    expect(byAddress.error?.code).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
    expect(target.received).toHaveLength(1);
  } finally {
    setDefaultCACertificates(before);
  }
});

it('an https target whose certificate is not trusted gets nothing, and the sentence names the ways out', async () => {
  await using target = await startTlsTarget();
  const { response, error } = await send(buildRequest(storedRequest(), `https://localhost:${target.port}`), bounds);
  expect(response).toBeNull();
  expect(error?.code).toBe('DEPTH_ZERO_SELF_SIGNED_CERT');
  expect(error?.message).toContain(`The certificate of localhost:${target.port} is not trusted`);
  expect(error?.message).toContain('NODE_EXTRA_CA_CERTS');
  expect(target.received).toEqual([]);
});

it('an http target that speaks TLS gets a hint in its sentence', async () => {
  await using target = await startTlsTarget();
  const { response, error } = await send(buildRequest(storedRequest(), `http://localhost:${target.port}`), bounds);
  expect(response).toBeNull();
  expect(error?.message).toContain('write https:// in the target');
});

it('an https target that speaks plain HTTP is told so', async () => {
  await using target = await startPlainHttp();
  const { response, error } = await send(buildRequest(storedRequest(), `https://localhost:${target.port}`), bounds);
  expect(response).toBeNull();
  expect(error?.message).toContain('does not speak TLS');
  expect(error?.message).toContain('write http:// in the target');
});

/** Answers 400 to bytes that are no HTTP, as node:http does. */
async function startPlainHttp(): Promise<AsyncDisposable & { port: number }> {
  const server = createHttpServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
