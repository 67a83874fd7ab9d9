import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { launchBrowser } from '../test/helpers/browser.ts';
import { icnsFile, icnsSizes, icoFile, icoSizes, type Picture } from './icon-files.ts';

/** `node scripts/icons.ts` draws the app's icons in build/ anew, from the SVG that the window shows. */
const root = join(import.meta.dirname, '..');
const build = join(root, 'build');
const linuxSizes = [16, 32, 48, 64, 128, 256, 512];
/** Apple's icons keep a margin inside their square: 100 of 1024 pixels on each side. */
const macMargin = 100 / 1024;

const launched = await launchBrowser();
if (launched.browser === null) {
  console.error(launched.reason);
  process.exit(1);
}
const { browser } = launched;
try {
  const svg = `data:image/svg+xml;base64,${readFileSync(join(root, 'renderer/public/icon.svg')).toString('base64')}`;
  const page = await browser.newPage();
  const draw = async (size: number, margin = 0): Promise<Picture> => {
    await page.setViewportSize({ width: size, height: size });
    const inner = size * (1 - 2 * margin);
    await page.setContent(
      `<style>*{margin:0}img{position:absolute;inset:${size * margin}px;width:${inner}px;height:${inner}px}</style><img alt="" src="${svg}">`,
    );
    await page.locator('img').evaluate((image: HTMLImageElement) => image.decode());
    return { size, png: await page.screenshot({ omitBackground: true }) };
  };
  const all = async (sizes: readonly number[], margin?: number) => {
    const pictures: Picture[] = [];
    for (const size of sizes) pictures.push(await draw(size, margin));
    return pictures;
  };

  rmSync(join(build, 'icons'), { recursive: true, force: true });
  mkdirSync(join(build, 'icons'), { recursive: true });
  for (const { size, png } of await all(linuxSizes)) {
    writeFileSync(join(build, 'icons', `${size}x${size}.png`), png);
  }
  writeFileSync(join(build, 'icon.ico'), icoFile(await all(icoSizes)));
  writeFileSync(join(build, 'icon.icns'), icnsFile(await all(icnsSizes, macMargin)));
} finally {
  await browser.close();
}
