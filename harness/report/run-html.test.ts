import { describe, expect, test } from '@jest/globals';
import type { RunEvent } from '../run/event.ts';
import {
  brokenFileRun,
  emptyRun,
  exampleEvents,
  exampleSources,
  sameFailures,
} from '../testing/report/example-events.ts';
import { HtmlReporter } from './run-html.ts';

function page(events: readonly RunEvent[]): string {
  let text = '';
  const reporter = new HtmlReporter({
    write: (piece) => void (text += piece),
    colour: false,
    readSource: (file) => exampleSources[file],
  });
  events.forEach((event) => reporter.handle(event));
  return text;
}

function titles(text: string): (string | undefined)[] {
  return [...text.matchAll(/<h[23][^>]*>(.*?)<\/h[23]>/g)].map(([, title = '']) =>
    title.replaceAll(/<[^>]*>/g, ''),
  );
}

describe('the page of a run', () => {
  const text = page(exampleEvents);

  test('has what failed first, and then every test', () => {
    expect(titles(text)).toEqual([
      'Failures',
      'FAIL fixtures/stub.yaml &gt; set #1 &amp; &quot;x0&quot; &lt; x1',
      'XPASS fixtures/kvm.yaml &gt; fixed',
      'TIMEOUT fixtures/kvm.yaml &gt; slow',
      'All tests',
    ]);
    expect([...text.matchAll(/<summary>([^ ]*)/g)].map(([, file]) => file)).toEqual([
      'fixtures/stub.yaml',
      'fixtures/kvm.yaml',
    ]);
  });

  test('shows the values, the source line to blame and the command that traces it', () => {
    expect(text).toContain(
      '<tr><td>x3</td><td class="good">0x1111</td><td class="bad">0x2222</td><td>0x1111</td></tr>',
    );
    expect(text).toContain('4 | \tmov\tx3, x0\t// spoils x3\n  | \t^');
    expect(text).toContain("hcall trace fixtures/stub.yaml -t 'set #1'</pre>");
    expect(text).toContain('passed, but is expected to fail: spins');
  });

  test('links each failure of the list to what is said of it', () => {
    const links = [...text.matchAll(/<td><a href="#([^"]*)"/g)].map(([, anchor]) => anchor);
    const articles = [...text.matchAll(/<article id="([^"]*)"/g)].map(([, anchor]) => anchor);
    expect(links).toEqual(articles);
    expect(new Set(articles).size).toBe(3);
  });

  test('asks for nothing from elsewhere', () => {
    expect(text).not.toMatch(/(?:src|href)="(?!#)/);
    expect(text).not.toContain('@import');
  });
});

test('tests of names that differ in signs alone have anchors of their own', () => {
  const same = exampleEvents.map((event) =>
    event.type === 'test-end' && ['fixed', 'slow'].includes(event.result.name)
      ? {
          ...event,
          result: { ...event.result, id: `a > ${event.result.name === 'fixed' ? 'x=1' : 'x 1'}` },
        }
      : event,
  );
  expect([...page(same).matchAll(/<article id="(a[^"]*)"/g)].map(([, anchor]) => anchor)).toEqual([
    'a-x-1',
    'a-x-1-2',
  ]);
});

test('a file that cannot be run is shown with its mistake', () => {
  const text = page(brokenFileRun);
  expect(titles(text)).toEqual(['Could not run', "unknown key 'exspect'", 'All tests']);
  expect(text).toContain(
    '<li class="bad">no test ran</li><li class="bad">1 of the files has mistakes</li>',
  );
  expect(text).toContain('<li>fixtures/bad.yaml</li>');
});

test('a run without tests says so', () => {
  expect(page(emptyRun)).toContain('<li class="bad">no test ran</li>');
});

test('of tests that failed in the same way the first is shown whole, and the others open', () => {
  const text = page(sameFailures);
  expect(titles(text).slice(0, 5)).toEqual([
    'Failures',
    '3 tests: broken-clobber-contract (x3) by vectors/stub.S:4:2',
    'FAIL fixtures/stub.yaml &gt; one',
    'FAIL fixtures/stub.yaml &gt; two',
    'FAIL fixtures/stub.yaml &gt; three',
  ]);
  expect(text).toContain('<p>5 tests failed in 3 ways.</p>');
  expect(text).toContain('<summary>2 others that failed in the same way</summary>');
  expect(
    text.match(/<details class="same"><summary>fixtures\/stub.yaml &gt; (?:two|three)<\/summary>/g),
  ).toHaveLength(2);
});
