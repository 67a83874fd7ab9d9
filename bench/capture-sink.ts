import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The limit that captures are compared with: bare node:http that reads the body, answers 200 and stores nothing. */
const server = createServer((request, response) => {
  request.on('data', () => {});
  request.on('end', () => {
    response.writeHead(200, { 'Content-Length': '0' });
    response.end();
  });
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`Receiver   http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
