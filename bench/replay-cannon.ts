import autocannon from 'autocannon';

/** What autocannon is to send; given as JSON in the first argument. */
export interface CannonShot {
  url: string;
  connections: number;
  amount: number;
  headers: Record<string, string>;
  body: string;
}

/**
 * Says on stdout how many were answered a second, from the first request to the last answer. In a process of its own, so that
 * it shares no memory with what is measured.
 */
const shot = JSON.parse(process.argv[2] ?? '') as CannonShot;
let answered = 0;
let began = 0;
const cannon = autocannon({ ...shot, method: 'POST' }, () => {
  throw new Error(`${answered} of ${shot.amount} were answered 200.`);
});
cannon.on('start', () => {
  began = performance.now();
});
cannon.on('response', (_client, status) => {
  if (status === 200) answered++;
  if (answered < shot.amount) return;
  const perSecond = shot.amount / ((performance.now() - began) / 1000);
  process.stdout.write(`${JSON.stringify({ perSecond })}\n`);
  // It would wait for its next look at the clock, as long as a second, in which the machine cools down.
  process.exit();
});
