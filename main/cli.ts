const neededMajor = 22;

// The database's driver crashes older versions of Node outright. Nothing is imported above this line, so that it is reached;
// the file in bin/ finds a newer Node or says what is missing.
if (Number.parseInt(process.versions.node, 10) < neededMajor) {
  await import(new URL('../../bin/tapline.mjs', import.meta.url).href);
} else {
  const argv = process.argv.slice(2);
  // On another core while the command line is loaded here: what stores posts takes longest to start.
  const spare = argv[0] === 'serve' ? (await import('./store/thread.ts')).spareThread('store-writer') : null;
  const { run } = await import('./command-line.ts');
  process.exitCode = await run(argv, process.env, spare);
}

export {};
