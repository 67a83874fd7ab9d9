import { Agent, request } from 'node:http';

/** The keyword of posts that a bench sends, to take them away again. */
export const benchKeyword = 'BENCHLOAD';

/** Sends callbacks at an even pace. Each says in its message when it was sent: `sent<milliseconds since 1970>`. */
export async function sendSteadily(options: {
  receiver: string;
  perSecond: number;
  seconds: number;
}): Promise<{ answered: number; seconds: number }> {
  const { receiver, perSecond, seconds } = options;
  const agent = new Agent({ keepAlive: true, maxSockets: 32 });
  const began = performance.now();
  const total = perSecond * seconds;
  const waiting: Promise<boolean>[] = [];
  while (waiting.length < total) {
    const due = Math.min(total, Math.floor(((performance.now() - began) * perSecond) / 1000));
    while (waiting.length < due) waiting.push(sendOne(`${receiver}/callback`, agent, waiting.length));
    await new Promise((done) => setTimeout(done, 4));
  }
  const answers = await Promise.all(waiting);
  agent.destroy();
  return { answered: answers.filter(Boolean).length, seconds: (performance.now() - began) / 1000 };
}

function sendOne(url: string, agent: Agent, n: number): Promise<boolean> {
  const body = new URLSearchParams({
    code: '12345',
    message: `sent${Date.now()} and so on`,
    phone: `1312555${String(n % 10_000).padStart(4, '0')}`,
    keyword: benchKeyword,
    custom_ticket: `load-${n}`,
  }).toString();
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded', 'Content-Length': Buffer.byteLength(body) };
  return new Promise((resolve) => {
    const sending = request(url, { method: 'POST', agent, headers }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode === 200));
    });
    sending.on('error', () => resolve(false));
    sending.end(body);
  });
}
