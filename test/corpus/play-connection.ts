import { connectRaw, takeAnswers } from '../helpers/raw-client.ts';
import { type CorpusCase, type CorpusConnection, fileOf } from './read-corpus.ts';

/** What a connection of the corpus sent, and what it was told. */
export interface Played {
  sent: Buffer;
  /** Status of each answer. */
  answers: number[];
  /** Everything that came back, latin-1. */
  received: string;
}

/** Sends what a connection of the corpus sends, and waits for all answers it is to get (and for the end, if it is to be closed). */
export async function playConnection(port: number, one: CorpusCase, connection: CorpusConnection): Promise<Played> {
  using client = await connectRaw(port);
  const { steps, answers, heads, closes } = connection;
  const sent: Buffer[] = [];
  for (const step of steps) {
    const file = fileOf(step);
    if (file !== null) {
      const bytes = one.bytes(file);
      sent.push(bytes);
      if (typeof step === 'string') await client.send(bytes);
      else await client.send(...Array.from(bytes, (byte) => Buffer.of(byte)));
    } else if (typeof step === 'object' && 'until' in step) {
      await client.until((received) => received.endsWith(step.until));
    } else if (typeof step === 'object' && 'end' in step) {
      client.end();
    } else {
      client.reset();
    }
  }
  if (answers.length > 0) await client.answers(answers.length, heads);
  if (closes) await client.closed();
  const told = takeAnswers(client.received, heads).map(({ status }) => status);
  return { sent: Buffer.concat(sent), answers: told, received: client.received };
}
