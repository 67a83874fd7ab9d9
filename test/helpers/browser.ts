import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';

/** How to start the browser that was found. */
export interface FoundBrowser {
  /** Where it came from, for the log of a failing test. */
  name: string;
  executablePath: string;
  /** Added to the environment of the browser alone. */
  env: Record<string, string>;
  args: string[];
}

export interface NoBrowser {
  /** A sentence that says what to do. */
  reason: string;
}

const root = dirname(dirname(import.meta.dirname));
const packageName = '@sparticuz/chromium';
const packageRequire = createRequire(import.meta.url);

/**
 * Finds a Chromium: `TAPLINE_CHROMIUM` first, then the one that comes from npm (Linux on x64 only), then an installed Chrome.
 * The first call on a machine unpacks the one from npm into `node_modules/.cache`, which takes some seconds.
 */
export async function findBrowser(env: NodeJS.ProcessEnv = process.env): Promise<FoundBrowser | NoBrowser> {
  const named = env.TAPLINE_CHROMIUM;
  if (named) {
    return existsSync(named)
      ? { name: 'TAPLINE_CHROMIUM', executablePath: named, env: {}, args: [] }
      : { reason: `TAPLINE_CHROMIUM names ${named}, and there is no such file. Correct the variable, or unset it.` };
  }
  if (process.platform === 'linux' && process.arch === 'x64') return chromiumFromNpm();
  const installed = installedChrome(env).find((path) => existsSync(path));
  return installed
    ? { name: 'installed Chrome', executablePath: installed, env: {}, args: [] }
    : { reason: 'No Chromium was found. Install Chrome, or name a Chromium in TAPLINE_CHROMIUM.' };
}

/** Starts a headless browser, or says why there is none. Close the browser when done. */
export async function launchBrowser(): Promise<{ browser: Browser } | { browser: null; reason: string }> {
  const found = await findBrowser();
  if ('reason' in found) return { browser: null, reason: found.reason };
  const browser = await chromium.launch({
    executablePath: found.executablePath,
    args: found.args,
    env: { ...definedOnly(process.env), ...found.env },
    headless: true,
  });
  return { browser };
}

/**
 * The package's own list of arguments is left alone on purpose: it turns web security off, and with it the origin and
 * cookie rules that the tests are about.
 */
async function chromiumFromNpm(): Promise<FoundBrowser | NoBrowser> {
  try {
    const folder = await unpack();
    return {
      name: packageName,
      executablePath: join(folder, 'chromium'),
      env: { LD_LIBRARY_PATH: join(folder, 'al2023', 'lib'), FONTCONFIG_FILE: join(folder, 'fonts.conf') },
      args: [],
    };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { reason: `${packageName} could not be unpacked (${message}). Run "npm install", or set TAPLINE_CHROMIUM.` };
  }
}

/** Unpacks beside the final folder and renames, so that an interrupted run leaves no half of a browser behind. */
async function unpack(): Promise<string> {
  const manifest = packageRequire.resolve(packageName).replace(/[\\/]build[\\/].*$/, '/package.json');
  const { version } = packageRequire(manifest) as { version: string };
  const cache = join(root, 'node_modules', '.cache');
  const folder = join(cache, `chromium-${version}`);
  if (existsSync(folder)) return folder;
  mkdirSync(cache, { recursive: true });
  const scratch = mkdtempSync(join(cache, 'chromium-unpacking-'));
  try {
    // The package unpacks to the temporary folder and, told that it runs on Node 24 at AWS, adds its NSS libraries. It reads
    // both from the environment while it is imported: a process of its own keeps ours as it is.
    const script = `const { default: chromium } = await import('${packageName}'); await chromium.executablePath();`;
    await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
      cwd: root,
      env: { ...process.env, TMPDIR: scratch, AWS_LAMBDA_JS_RUNTIME: 'nodejs24.x' },
      timeout: 120_000,
    });
    writeFileSync(join(scratch, 'fonts.conf'), fontsConf(folder));
    renameSync(scratch, folder);
  } catch (error) {
    rmSync(scratch, { recursive: true, force: true });
    // Another process may have been faster.
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

/** The package's fonts.conf names fixed folders; this one adds its font to those of the machine, which may have none. */
function fontsConf(folder: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${folder}/fonts</dir>
  <cachedir>${folder}/fonts-cache</cachedir>
</fontconfig>
`;
}

function installedChrome(env: NodeJS.ProcessEnv): string[] {
  const windowsRoots = [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA].filter(
    (path) => path !== undefined,
  );
  return (
    {
      darwin: ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'],
      win32: windowsRoots.map((path) => join(path, 'Google', 'Chrome', 'Application', 'chrome.exe')),
      linux: ['/opt/google/chrome/chrome', '/usr/bin/google-chrome', '/usr/bin/chromium', '/usr/bin/chromium-browser'],
    }[process.platform as string] ?? []
  );
}

function definedOnly(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
