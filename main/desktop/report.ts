/** Something went wrong that nobody waits for: one line for the log on stderr, the stack below it. */
export function report(what: string, error: unknown): void {
  const details = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${new Date().toISOString()} ${what}: ${details}\n`);
}

/** What nobody caught is logged; the app goes on, as a receiver that ended would miss posts. */
export function reportUnexpected(): void {
  process.on('uncaughtException', (error) => report('Unexpected error', error));
  process.on('unhandledRejection', (error) => report('Unexpected error', error));
  // The terminal may be gone before the window is, and an error about the log must not end up in the log.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
}
