import { randomUUID } from 'node:crypto';

/** Mockoon: one route that answers 200 with nothing. */
export function mockoonEnvironment(port: number): string {
  const route = randomUUID();
  return JSON.stringify({
    uuid: randomUUID(),
    lastMigration: 33,
    name: 'bench',
    port,
    hostname: '127.0.0.1',
    endpointPrefix: '',
    latency: 0,
    folders: [],
    rootChildren: [{ type: 'route', uuid: route }],
    routes: [
      {
        uuid: route,
        type: 'http',
        documentation: '',
        method: 'post',
        endpoint: 'callback',
        responses: [
          {
            uuid: randomUUID(),
            body: '',
            latency: 0,
            statusCode: 200,
            label: '',
            headers: [],
            bodyType: 'INLINE',
            filePath: '',
            databucketID: '',
            sendFileAsBody: false,
            rules: [],
            rulesOperator: 'OR',
            disableTemplating: true,
            fallbackTo404: false,
            default: true,
            crudKey: 'id',
            callbacks: [],
          },
        ],
        responseMode: null,
        streamingMode: null,
        streamingInterval: 0,
      },
    ],
    proxyMode: false,
    proxyHost: '',
    proxyRemovePrefix: false,
    tlsOptions: { enabled: false, type: 'CERT', pfxPath: '', certPath: '', keyPath: '', caPath: '', passphrase: '' },
    cors: false,
    headers: [],
    proxyReqHeaders: [],
    proxyResHeaders: [],
    data: [],
    callbacks: [],
  });
}

/** Node-RED: http in, then a file node that appends the payload, and the answer. */
export function nodeRedFlow(file: string): string {
  // A node without a place on the canvas would be taken for a setting.
  const node = { z: 'flow', x: 100, y: 100 };
  return JSON.stringify([
    { id: 'flow', type: 'tab', label: 'bench' },
    {
      ...node,
      id: 'node-in',
      type: 'http in',
      url: '/callback',
      method: 'post',
      upload: false,
      wires: [['node-file']],
    },
    {
      ...node,
      id: 'node-file',
      type: 'file',
      filename: file,
      filenameType: 'str',
      appendNewline: true,
      createDir: false,
      overwriteFile: 'false',
      encoding: 'none',
      wires: [['node-answer']],
    },
    { ...node, id: 'node-answer', type: 'http response', statusCode: '200', headers: {}, wires: [] },
  ]);
}

/** mitmproxy: answers by itself. */
export const mitmproxyAddon = `from mitmproxy import http

def request(flow):
    flow.response = http.Response.make(200, b"", {})
`;
