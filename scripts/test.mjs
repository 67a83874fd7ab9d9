// `npm test`: every check of the project in order, ended by a table and one line of totals.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const neededMajor = 22;
const stepLimitMs = 10 * 60_000;
const namesShown = 12;
const root = dirname(dirname(fileURLToPath(import.meta.url)));

if (Number.parseInt(process.versions.node, 10) < neededMajor) {
  console.error(
    `The tests need Node ${neededMajor} or newer and this is Node ${process.versions.node}: run them with "npm test" after "npm install", which brings a fitting Node along.`,
  );
  process.exit(1);
}

/** A package's command, run by this very Node: no shell, no `.cmd` shims. */
function tool(file, ...args) {
  return { file: join(root, 'node_modules', file), args };
}

const steps = [
  { name: 'lint', ...tool('@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.') },
  { name: 'types', ...tool('typescript/bin/tsc', '--build') },
  { name: 'build', ...tool('electron-vite/bin/electron-vite.js', 'build', '--logLevel', 'warn') },
  vitest('unit', 3),
  vitest('flow', 2),
  vitest('browser', 2),
];

/** Most tests wait for sockets and processes rather than for a core, so more files run at a time than vitest would take. */
function vitest(project, workers) {
  const projects = project === 'flow' ? ['--project', 'flow', '--project', 'desktop'] : ['--project', project];
  const flags = [...projects, '--reporter', 'default', '--maxWorkers', String(workers)];
  return { name: project, project, ...tool('vitest/vitest.mjs', 'run', ...flags) };
}

/** Resolves with null when the step passed, else with what happened. */
function run(step, extraArgs) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [step.file, ...step.args, ...extraArgs], {
      cwd: root,
      stdio: 'inherit',
      timeout: stepLimitMs,
    });
    child.on('error', (error) => resolve(error.message));
    child.on('exit', (code, signal) => {
      if (code === 0) resolve(null);
      else resolve(signal ? `ended by ${signal}` : `exit code ${code}`);
    });
  });
}

/** Reads vitest's report. A file that failed outside its tests counts as one failure, so that none goes unseen. */
function readReport(file) {
  if (!existsSync(file)) return { passed: 0, failed: 0, skipped: 0, names: [], unsteady: [] };
  const report = JSON.parse(readFileSync(file, 'utf8'));
  const brokenFiles = report.testResults.filter(
    (result) =>
      result.status === 'failed' && !result.assertionResults.some((assertion) => assertion.status === 'failed'),
  ).length;
  const assertions = report.testResults.flatMap((result) => result.assertionResults);
  const left = assertions.filter(({ status }) => status !== 'passed' && status !== 'failed');
  const again = assertions.filter(({ status, failureMessages }) => status === 'passed' && failureMessages?.length > 0);
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + brokenFiles,
    skipped: left.length,
    names: left.map((assertion) => assertion.fullName.trim()),
    unsteady: again.map(({ fullName, failureMessages }) => `${fullName.trim()}: ${firstFault(failureMessages[0])}`),
  };
}

/** What the first attempt failed with, and where, in one line. */
function firstFault(message) {
  const [sentence] = message.split('\n');
  const place = /test\/[\w/.-]+:\d+/.exec(message)?.[0] ?? 'somewhere';
  return `passed at the second attempt; the first ended at ${place} (${sentence})`;
}

/** What this machine cannot run, asked of the same code that the tests ask. */
async function missingHere() {
  const { findBrowser } = await import('../test/helpers/browser.ts');
  const { installedElectron } = await import('../main/electron-runtime.ts');
  const browser = await findBrowser();
  const electron = installedElectron({ packageFolder: join(root, 'node_modules', 'electron'), env: process.env });
  return [
    ...('reason' in browser ? [`browser tests skipped: ${browser.reason}`] : []),
    ...('reason' in electron ? [`real Electron: ${electron.reason}`] : []),
  ];
}

function someLines(project, names) {
  const lines = names.slice(0, namesShown).map((name) => `${project}: ${name}`);
  return names.length > namesShown ? [...lines, `${project}: … and ${names.length - namesShown} more`] : lines;
}

const reports = mkdtempSync(join(tmpdir(), 'tapline-test-'));
const total = { passed: 0, failed: 0, skipped: 0 };
const table = [];
const skipped = [];
const unsteady = [];
let failure = null;

for (const step of steps) {
  const row = { name: step.name, seconds: '', result: 'not run' };
  table.push(row);
  if (failure) continue;
  const started = performance.now();
  const report = join(reports, `${step.name}.json`);
  console.log(`\n── ${step.name} ──`);
  failure = await run(step, step.project ? ['--reporter', 'json', '--outputFile.json', report] : []);
  row.seconds = ((performance.now() - started) / 1000).toFixed(1);
  row.result = failure ?? 'passed';
  if (failure) failure = `${step.name}: ${failure}`;
  if (!step.project) continue;
  const { names, unsteady: again, ...counts } = readReport(report);
  for (const key of Object.keys(total)) total[key] += counts[key];
  row.result += ` (${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped)`;
  skipped.push(...someLines(step.project, names));
  unsteady.push(...someLines(step.project, again));
}

const missing = await missingHere().catch((error) => [
  `what this machine lacks could not be found out: ${error.message}`,
]);
rmSync(reports, { recursive: true, force: true });

console.log('\nstep      seconds  result');
for (const row of table) console.log(`${row.name.padEnd(8)} ${row.seconds.padStart(8)}  ${row.result}`);
for (const line of [...missing, ...skipped]) console.log(`skipped   ${line}`);
for (const line of unsteady) console.log(`unsteady  ${line}`);
if (failure) console.log(`\nStopped at the first failing step. ${failure}`);
console.log('');
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = failure || total.failed > 0 ? 1 : 0;
