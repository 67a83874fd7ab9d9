const neededMajor = 22;

// The database's driver crashes older versions of Node outright. Nothing is imported above this line, so that it is reached;
// the file in bin/ finds a newer Node or says what is missing.
if (Number.parseInt(process.versions.node, 10) < neededMajor) {
  await import(new URL('../../bin/tapline.mjs', import.meta.url).href);
} else {
  const { run } = await import('./command-line.ts');
  process.exitCode = await run(process.argv.slice(2), process.env);
}

export {};
