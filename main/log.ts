import { pino } from 'pino';

export type Log = Pick<ReturnType<typeof createLog>, 'debug' | 'info' | 'warn' | 'error'>;

/** The log: JSON lines on stderr, so that stdout stays with what was asked for. TAPLINE_LOG sets the level. */
export function createLog(env: NodeJS.ProcessEnv) {
  const level = ['trace', 'debug', 'info', 'warn', 'error', 'silent'].includes(env.TAPLINE_LOG ?? '')
    ? env.TAPLINE_LOG
    : 'warn';
  return pino(
    { level: level ?? 'warn', base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ fd: 2, sync: true }),
  );
}
