import { isContractProcedure } from '@orpc/contract';
import { expect, test } from 'vitest';
import { contract } from '../../contract/index.ts';
import { startApp } from '../helpers/app.ts';

/** Every route of the contract, as `METHOD /path`. */
function routesOf(node: unknown): string[] {
  if (isContractProcedure(node)) {
    const { method, path } = node['~orpc'].route;
    return [`${method} ${path}`];
  }
  return Object.values(node as object).flatMap(routesOf);
}

interface Document {
  openapi: string;
  servers: { url: string }[];
  paths: Record<
    string,
    Record<string, { summary?: string; parameters?: { name: string; in: string; required?: boolean }[] }>
  >;
}

test('openapi.json describes every route of the contract, and no other', async () => {
  await using world = await startApp();
  const { status, body } = await world.api<Document>('GET', '/openapi.json');
  expect(status).toBe(200);
  expect(body.openapi).toMatch(/^3\.1/);
  expect(body.servers).toEqual([{ url: '/api' }]);
  const described = Object.entries(body.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(described.sort()).toEqual(routesOf(contract).sort());
  expect(described.length).toBeGreaterThan(20);
  for (const methods of Object.values(body.paths)) {
    for (const { summary } of Object.values(methods)) expect(summary).toMatch(/^[A-Z]/);
  }
});

test('it says what a delete takes', async () => {
  await using world = await startApp();
  const { body } = await world.api<Document>('GET', '/openapi.json');
  expect(body.paths['/posts']?.delete?.parameters).toMatchObject([
    { name: 'query', in: 'query' },
    { name: 'ids', in: 'query' },
  ]);
});
