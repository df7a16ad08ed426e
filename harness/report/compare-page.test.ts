import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { exampleComparison } from '../testing/report/compare-example.ts';
import { compareHtml } from './compare-html.ts';

/** The names that `scripts/setup` looks for, in the same folders. */
const chromium = (process.env['PATH'] ?? '')
  .split(delimiter)
  .flatMap((path) =>
    ['chromium', 'chromium-browser', 'google-chrome'].map((name) => join(path, name)),
  )
  .find((path) => existsSync(path));
const inChromium = chromium === undefined ? describe.skip : describe;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'page-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What a script finds out on the page, in a real browser; it ends with an expression for JSON. */
function onPage(script: string, ...options: readonly string[]): unknown {
  const probe = `<script>
    const press = (key) => document.getElementById('maps').dispatchEvent(
      new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    const found = (() => { ${script} })();
    document.title = 'found ' + JSON.stringify(found);
  </script></body>`;
  const file = join(folder, 'page.html');
  writeFileSync(
    file,
    compareHtml(exampleComparison()).replace('</body>', () => probe),
  );
  const { stdout } = spawnSync(
    chromium ?? '',
    [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      // A page on disk needs no network, and a closed one would only be knocked at.
      '--disable-quic',
      '--disable-sync',
      '--disable-background-networking',
      '--disable-component-update',
      '--no-first-run',
      `--user-data-dir=${join(folder, 'profile')}`,
      ...options,
      '--dump-dom',
      `file://${file}`,
    ],
    { encoding: 'utf8' },
  );
  const [, text = 'undefined'] = /<title>found (.*)<\/title>/.exec(stdout) ?? [];
  return JSON.parse(text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'));
}

inChromium('the page in a browser (Chromium; skipped where it is missing)', () => {
  test('shows the effect of each immediate by keyboard alone', () => {
    const shown = onPage(`
        const where = document.getElementById('where');
        const lines = [];
        for (const key of ['n', 'ArrowRight', 'ArrowDown', 'End', 'p', 'Home']) {
          press(key);
          lines.push(where.textContent.split('\\n').slice(0, 2));
        }
        return lines;`);
    expect(shown).toEqual([
      ['HVC #0x0001', 'old: x0 = VBAR_EL2, for 0x0001'],
      ['HVC #0x0002', 'old: nothing, for 0x0002-0xffff'],
      ['HVC #0x0102', 'old: nothing, for 0x0002-0xffff'],
      ['HVC #0xffff', 'old: nothing, for 0x0002-0xffff'],
      ['HVC #0x0002', 'old: nothing, for 0x0002-0xffff'],
      ['HVC #0x0000', 'old: nothing, for 0x0000'],
    ]);
  });

  test('draws each immediate in the colour of its behaviour', () => {
    const colours = onPage(`
        press('End');
        const paper = document.getElementById('map-a').getContext('2d');
        return [[0, 0], [2, 0], [4, 0]].map(([x, y]) => [...paper.getImageData(x, y, 1, 1).data]);`);
    // #9a9a9a is nothing; #0072b2 the first colour.
    expect(colours).toEqual([
      [0x9a, 0x9a, 0x9a, 255],
      [0x00, 0x72, 0xb2, 255],
      [0x9a, 0x9a, 0x9a, 255],
    ]);
  });

  test('reaches everything that can be used with the Tab key, and names it', () => {
    const names = onPage(`
        return ['table', 'caller', 'selector', 'immediate', 'maps'].map((id) => {
          const element = document.getElementById(id);
          return [id, element.tabIndex, (element.labels && element.labels[0].firstChild.data) || element.ariaLabel];
        });`);
    expect(names).toEqual([
      ['table', 0, 'vectors'],
      ['caller', 0, 'caller'],
      ['selector', 0, 'selector'],
      ['immediate', 0, 'immediate'],
      ['maps', 0, 'Maps of all immediates'],
    ]);
  });

  test.each([
    ['light', [], ['rgb(255, 255, 255)', 'rgb(27, 27, 27)']],
    [
      'dark',
      ['--blink-settings=preferredColorScheme=0'],
      ['rgb(22, 24, 28)', 'rgb(232, 232, 232)'],
    ],
  ])("follows the reader's %s colours", (_, options, expected) => {
    const colours = onPage(
      `const style = getComputedStyle(document.body); return [style.backgroundColor, style.color];`,
      ...options,
    );
    expect(colours).toEqual(expected);
  });
});
