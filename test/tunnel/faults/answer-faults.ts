import type { RequestListener } from 'node:http';
import { downAndBack, type Fault } from './fault.ts';

interface StrangeAnswer {
  name: string;
  status: number;
  headers?: Record<string, string>;
  body?: string;
  reason: RegExp;
}

/** What may answer at the public URL instead of Tapline. */
const strangeAnswers: readonly StrangeAnswer[] = [
  { name: 'a reminder page', status: 401, body: page('Friendly Reminder: click to continue'), reason: /reminder page/ },
  { name: '404 of the server', status: 404, body: '404', reason: /does not know this tunnel/ },
  { name: '404 of some app', status: 404, body: page('Nothing here'), reason: /someone else’s app/ },
  { name: '503 of the server', status: 503, body: 'Tunnel Unavailable', reason: /answers 503: it has lost/ },
  { name: 'a redirect', status: 301, headers: { Location: '/index.html' }, reason: /redirects to \/index\.html/ },
  { name: '511 of a captive portal', status: 511, body: page('Log in'), reason: /sign-in \(511\)/ },
  {
    name: 'a redirect to a captive portal',
    status: 302,
    headers: { Location: 'http://portal.hotel.example/login?to=x' },
    reason: /sign-in \(302, a redirect to http:\/\/portal\.hotel\.example/,
  },
  {
    name: 'the page of a captive portal',
    status: 200,
    body: page('Welcome to our guest network. Sign in to the network.'),
    reason: /sign-in \(200\)/,
  },
  { name: 'someone else’s app', status: 200, body: page('Shop'), reason: /Someone else’s app answers.*\(200\)/ },
];

export const answerFaults: readonly Fault[] = strangeAnswers.map(({ name, status, headers = {}, body, reason }) => {
  const answer: RequestListener = (_request, response) => void response.writeHead(status, headers).end(body);
  return {
    name: `the public URL is answered by ${name}`,
    reason,
    states: downAndBack,
    async break({ path }) {
      await path.answerInstead(answer);
      return () => path.answerInstead(null);
    },
  };
});

function page(text: string): string {
  return `<!doctype html><title>${text}</title><p>${text}</p>`;
}
