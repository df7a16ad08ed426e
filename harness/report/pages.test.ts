import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BrowserPage } from '../testing/browser.ts';
import { Browser } from '../testing/browser.ts';
import { examplePages, exampleTrace, hostileName } from '../testing/report/example-pages.ts';
import { describeWith } from '../testing/tools.ts';
import { traceHtml } from './trace-html.ts';

// Its own types need those of a browser.
const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** What axe reports, as `rule: selector`. */
const violations = `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
  violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => id + ': ' + target.join(' '))))`;

/** Links that lead nowhere on the page, and names that two things have. */
const strayLinks = `(() => {
  const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
  const links = [...document.querySelectorAll('a[href^="#"]')].map(({ hash }) => decodeURIComponent(hash.slice(1)));
  return [...links.filter((id) => !ids.includes(id)), ...ids.filter((id, at) => ids.indexOf(id) !== at)];
})()`;

/** Clicks on a register of the panel. */
function click(name: string): string {
  return `[...document.querySelectorAll('.panel th button')].find(({ textContent }) => textContent === '${name}').click()`;
}

/** What the panel says of where a value came from. */
const origin = `[...document.querySelectorAll('.panel [role=status] p')].map(({ textContent }) => textContent)`;

const windows = [
  [1400, 1000],
  [768, 1024],
  [390, 844],
] as const;

describeWith('chromium', 'pages in a browser', () => {
  let browser: Browser;
  let folder: string;

  beforeAll(() => {
    browser = new Browser();
    folder = mkdtempSync(join(tmpdir(), 'hcall-pages-'));
  });

  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  async function opened(html: string, hash = ''): Promise<BrowserPage> {
    const file = join(folder, 'page.html');
    writeFileSync(file, html);
    return browser.open(file, hash);
  }

  test.each(Object.entries(examplePages))(
    'the page of %s is readable in every window, light and dark, and asks for nothing',
    async (_, render) => {
      const page = await opened(render());
      await page.evaluate(axe);
      const found: string[] = [];
      for (const [width, height] of windows) {
        for (const scheme of ['light', 'dark'] as const) {
          await page.show(width, height, scheme);
          const over = Number(await page.evaluate('document.documentElement.scrollWidth')) - width;
          const broken = (await page.evaluate(violations)) as string[];
          found.push(
            ...(over > 0 ? [`${width} ${scheme}: ${over} pixels too wide`] : []),
            ...broken.map((each) => `${width} ${scheme}: ${each}`),
          );
        }
      }
      expect(found).toEqual([]);
      expect(await page.evaluate(strayLinks)).toEqual([]);
      expect(await page.evaluate('performance.getEntriesByType("resource").length')).toBe(0);
      // Even a name that was not escaped: the policy of the page allows its own script alone.
      await page.evaluate(
        `document.body.append(Object.assign(document.createElement('script'), { text: 'document.title = "obeyed"' }))`,
      );
      expect(await page.evaluate('document.title')).not.toBe('obeyed');
      await page.close();
    },
  );

  const at = 'location.hash';

  test('j and k go from row to row, and the address names the row', async () => {
    const page = await opened(examplePages['compare']?.() ?? '');
    const seen: unknown[] = [];
    for (const key of ['j', 'j', 'j', 'k']) {
      await page.press(key);
      seen.push(
        await page.evaluate(
          `[${at}, document.querySelector(':target') !== null, document.activeElement.hash]`,
        ),
      );
    }
    expect(seen).toEqual(
      [
        '#callers-that-nobody-converts-1',
        '#calls-that-differ-stub-host-guest-immediate-0x1-x0-0x0',
        '#calls-that-differ-stub-host-guest-immediate-0x1',
        '#calls-that-differ-stub-host-guest-immediate-0x1-x0-0x0',
      ].map((hash) => [hash, true, hash]),
    );
    await page.close();
  });

  test('a link to a failure that is folded shows it', async () => {
    const page = await opened(examplePages['run that fails in the same way']?.() ?? '');
    const shown = `[...document.querySelectorAll('article')].map((each) => each.checkVisibility())`;
    expect(await page.evaluate(shown)).toEqual([true, false, false, true, true]);
    // The address changes later.
    await page.evaluate(`new Promise((resolve) => {
      addEventListener('hashchange', () => requestAnimationFrame(resolve), { once: true });
      document.querySelector('td a[href$="-three"]').click();
    })`);
    expect(await page.evaluate(shown)).toEqual([true, false, true, true, true]);
    await page.close();
  });

  const focused = `document.activeElement.className + ' ' + document.activeElement.querySelector('.does').textContent`;

  // The ribbon lies across a wide window, its second lane below the first, and goes down a narrow one.
  test.each<[string, number, string[], string]>([
    ['along a lane', 1400, ['ArrowRight', 'ArrowRight', 'ArrowLeft'], 'segment calls a_symbol_'],
    ['to the other lane', 1400, ['ArrowRight', 'ArrowRight', 'ArrowDown'], 'segment dangerous'],
    ['back', 1400, ['ArrowDown', 'ArrowUp'], 'segment nothing'],
    ['no further than the end', 1400, ['ArrowLeft', 'ArrowUp'], 'segment nothing'],
    ['down a lane', 390, ['ArrowDown', 'ArrowDown', 'ArrowUp'], 'segment calls a_symbol_'],
    ['across', 390, ['ArrowDown', 'ArrowDown', 'ArrowRight'], 'segment dangerous'],
  ])('the arrow keys go from segment to segment: %s', async (_, width, keys, expected) => {
    const page = await opened(examplePages['compare']?.() ?? '');
    await page.show(width, 900, 'light');
    await page.evaluate(`document.querySelector('a.segment').focus()`);
    for (const key of keys) {
      await page.press(key);
    }
    expect(String(await page.evaluate(focused)).slice(0, expected.length)).toBe(expected);
    await page.close();
  });

  test('a segment leads to its row', async () => {
    const page = await opened(examplePages['compare']?.() ?? '');
    await page.evaluate(`document.querySelector('a.segment.dangerous').focus()`);
    await page.press('Enter');
    expect(await page.evaluate(at)).toBe('#calls-that-differ-stub-host-guest-immediate-0x1-x0-0x0');
    expect(await page.evaluate(`document.querySelector(':target td.dangerous').textContent`)).toBe(
      '</script><b>x0 | x1',
    );
    await page.close();
  });

  test('single values are as easy to see as 65,534 of them, and the whole ribbon fits into each window', async () => {
    const page = await opened(examplePages['compare']?.() ?? '');
    const sizes = `[...document.querySelectorAll('#ribbon-0 ol:last-of-type a')].map((each) => {
      const { width, height } = each.getBoundingClientRect();
      return Math.min(width, height) >= 24 && each.scrollWidth <= each.clientWidth;
    })`;
    const over = `[...document.querySelectorAll('.ribbon')].map((each) => each.parentNode.scrollWidth - each.parentNode.clientWidth)`;
    for (const [width, height] of windows) {
      await page.show(width, height, 'light');
      expect(await page.evaluate(sizes)).toEqual([true, true, true, true]);
      expect(await page.evaluate(over)).toEqual([0, 0]);
    }
    await page.close();
  });

  test.each(['compare', 'compare of many ranges', 'cover', 'mutate'])(
    'nothing on the page of %s has to be scrolled sideways in a narrow window',
    async (name) => {
      const page = await opened(examplePages[name]?.() ?? '');
      const cut = `[...document.querySelectorAll('.scroll')].filter((each) => each.scrollWidth > each.clientWidth).map((each) => each.getAttribute('aria-label'))`;
      await page.show(390, 844, 'light');
      expect(await page.evaluate(cut)).toEqual([]);
      await page.close();
    },
  );

  test('a source without a gap is folded, one with a gap is open', async () => {
    const page = await opened(examplePages['cover']?.() ?? '');
    const folds = `[...document.querySelectorAll('details')].map(({ open, firstChild }) => [open, firstChild.textContent])`;
    expect(await page.evaluate(folds)).toEqual([
      [true, '2 of 3 instructions (66.6%), 2 lines with a gap'],
      [false, 'all of 1 instructions, no gaps'],
    ]);
    await page.close();
  });

  test('what is folded is printed', async () => {
    const page = await opened(examplePages['compare']?.() ?? '');
    const open = `[...document.querySelectorAll('details')].map(({ open }) => open)`;
    await page.evaluate(`dispatchEvent(new Event('beforeprint'))`);
    expect(await page.evaluate(open)).toEqual([true, true, true, true]);
    await page.evaluate(`dispatchEvent(new Event('afterprint'))`);
    expect(await page.evaluate(open)).toEqual([false, false, false, false]);
    await page.close();
  });

  test.each<[string, string[], string]>([
    ['by instruction', ['j', 'j', 'j', 'k'], '#t1-1-2'],
    ['by arrow', ['ArrowDown', 'ArrowDown', 'ArrowUp'], '#t1-1-1'],
    // The fifth instruction writes nothing.
    ['by write', ['n', 'n', 'n', 'n', 'n'], '#t1-1-6'],
    ['back by write', ['End', 'p', 'p'], '#t1-1-6'],
    ['to the ends', ['End', 'Home'], '#t1-1-1'],
  ])('a trace is stepped through %s', async (_, keys, hash) => {
    const page = await opened(traceHtml([exampleTrace(8)]));
    for (const key of keys) {
      await page.press(key);
    }
    expect(await page.evaluate(at)).toBe(hash);
    expect(await page.evaluate(`document.querySelector('.selected').id`)).toBe(hash.slice(1));
    await page.close();
  });

  test('a trace shows what the registers hold after a step, PSTATE in words', async () => {
    const page = await opened(traceHtml([exampleTrace(8)]), '#t1-1-1');
    const changed = `[...document.querySelectorAll('tr.changed')].map(({ cells }) => [...cells].map(({ textContent }) => textContent))`;
    expect(await page.evaluate(changed)).toEqual([
      ['pstate', '0x3c9 = EL2h DAIF masked'],
      ['esr_el2', '0x5a000001 = HVC'],
      ['spsr_el2', '0x600003c5 = EL1h ZC DAIF masked'],
    ]);
    await page.close();
  });

  test.each<[string, string, string[]]>([
    [
      'x0',
      'a value that was computed',
      ['x0 = x1 + 0x1', '4  add x0, x0, #1', '3  mov x0, x1', 'from before the call: x1'],
    ],
    ['x2', 'one that nothing wrote', ['as it was before the call']],
    // An exception wrote them: before the call they were something else.
    ['esr_el2', 'a syndrome', ['esr_el2 = ESR_EL2', '1  hvc #1']],
    [
      'spsr_el2',
      'PSTATE of before',
      ['spsr_el2 = NZCV << 0x1c | 0x3c5', '1  hvc #1', 'from before the call: pstate'],
    ],
    [
      'x4',
      'a result of code that is not there',
      ['x4 = x1 + 0x1', `${hostileName} comes back, whose code is not there`],
    ],
    [
      'x5',
      'what such code may leave',
      ['x5 = its x5', `${hostileName} comes back, whose code is not there`],
    ],
  ])('a click on %s says where it came from: %s', async (register, _, lines) => {
    const page = await opened(traceHtml([exampleTrace(8)]), '#t1-1-4');
    await page.evaluate(click(register));
    expect(await page.evaluate(origin)).toEqual(lines);
    await page.close();
  });

  test('a click on a register says why it is not known where it came from', async () => {
    const unknown = 'unknown: it accesses memory with the MMU on, at el1_sync';
    const trace = exampleTrace(8);
    const calls = trace.test.calls.map((call) => ({ ...call, unknown }));
    const page = await opened(traceHtml([{ ...trace, test: { ...trace.test, calls } }]), '#t1-1-4');
    await page.evaluate(click('x0'));
    expect(await page.evaluate(origin)).toEqual([
      unknown,
      '4  add x0, x0, #1',
      '3  mov x0, x1',
      'from before the call: x1',
    ]);
    await page.close();
  });

  test('two traces are stepped together up to their first difference', async () => {
    const page = await opened(examplePages['two traces']?.() ?? '', '#t1-1-3');
    const selected = `[...document.querySelectorAll('.selected')].map(({ id }) => id)`;
    expect(await page.evaluate(selected)).toEqual(['t1-1-3', 't2-1-3']);
    await page.press('j');
    expect(await page.evaluate(selected)).toEqual(['t1-1-4']);
    await page.press('d');
    expect(await page.evaluate(selected)).toEqual(['t1-1-3', 't2-1-3']);
    await page.press('End');
    await page.evaluate(`document.querySelector('[data-step=difference]').click()`);
    expect(await page.evaluate(selected)).toEqual(['t1-1-3', 't2-1-3']);
    await page.close();
  });

  test('the fixture of a trace is copied', async () => {
    const page = await opened(traceHtml([exampleTrace(8)]));
    await page.evaluate(`document.querySelector('details').open = true`);
    await page.evaluate(`document.querySelector('[data-copy]').focus()`);
    await page.press('Enter');
    const status = `new Promise((resolve) => {
      const status = document.querySelector('details [role=status]');
      const look = () => status.textContent === '' ? requestAnimationFrame(look) : resolve(status.textContent);
      look();
    })`;
    expect(await page.evaluate(status)).toBe('copied');
    await page.close();
  });

  test('a trace of 10,000 steps is small, and draws its steps as they come into sight', async () => {
    const html = traceHtml([exampleTrace(10_000)]);
    expect(html.length).toBeLessThan(8_000_000);
    const page = await opened(html, '#t1-1-9000');
    expect(await page.evaluate(`document.querySelectorAll('.step').length`)).toBe(10_002);
    expect(
      await page.evaluate(
        `document.querySelector('.selected').getBoundingClientRect().top < innerHeight`,
      ),
    ).toBe(true);
    await page.press('n');
    expect(await page.evaluate(at)).toBe('#t1-1-9001');
    await page.close();
  });

  test.each([
    ['compare', 'calls x0'],
    ['cover', 'never executed'],
    ['compare of many ranges', 'There are too many ranges for a ribbon'],
    ['mutate', 'el1_sync+0x4'],
    ['run', 'spoils x3'],
    ['trace', 'str x1, [x2]'],
    ['two traces', 'First difference: step 3'],
  ])('the page of %s is read without scripts', async (name, text) => {
    const file = join(folder, 'page.html');
    const page = await opened('');
    writeFileSync(file, examplePages[name]?.() ?? '');
    await page.allowScripts(false);
    await page.load(pathToFileURL(file).href);
    expect(await page.evaluate('document.body.innerText')).toContain(text);
    await page.close();
  });
});
