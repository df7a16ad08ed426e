import { describe, expect, test } from '@jest/globals';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { RunEvent } from '../run/event.ts';
import type { Verdict } from '../run/verdict.ts';
import { verdicts } from '../run/verdict.ts';
import type { ReporterName } from './reporter.ts';
import { createReporter } from './create.ts';

const frob: Diagnostic = {
  code: 'bad-instruction',
  severity: 'error',
  message: "unknown instruction 'frob'",
  place: { file: 'stub.S', line: 3, column: 2 },
  note: 'is it a macro?',
};

/** The same text at another line: another cause. */
const other: Diagnostic = { ...frob, place: { file: 'stub.S', line: 9, column: 2 } };

function testEnd(file: string, name: string, diagnostic: Diagnostic | undefined): RunEvent {
  const place = { file, line: 4, column: 5 };
  const nothing = { tags: [], findings: [], clobbered: [], notes: [], us: 0 };
  const id = `${file} > ${name}`;
  return {
    type: 'test-end',
    result:
      diagnostic === undefined
        ? { id, file, name, place, verdict: 'pass', ...nothing }
        : { id, file, name, place, verdict: 'error', diagnostics: [diagnostic], ...nothing },
  };
}

const events: readonly RunEvent[] = [
  { type: 'run-start', seed: 1, total: 8 },
  { type: 'file-error', file: 'a.yaml', diagnostics: [{ ...frob, message: 'bad abi' }] },
  { type: 'file-error', file: 'b.yaml', diagnostics: [{ ...frob, message: 'bad abi' }] },
  testEnd('c.yaml', 'one', frob),
  testEnd('c.yaml', 'two', frob),
  testEnd('c.yaml', 'three', frob),
  testEnd('c.yaml', 'fine', undefined),
  testEnd('c.yaml', 'four', frob),
  testEnd('d.yaml', 'five', frob),
  testEnd('d.yaml', 'six', other),
  {
    type: 'run-end',
    counts: {
      ...(Object.fromEntries(verdicts.map((one) => [one, 0])) as Record<Verdict, number>),
      pass: 1,
      error: 6,
    },
    fileErrors: 2,
    interrupted: false,
    us: 0,
  },
];

async function report(name: ReporterName): Promise<string> {
  let text = '';
  const write = (piece: string): string => (text += piece);
  const reporter = await createReporter(name, { write, colour: false });
  events.forEach((event) => reporter.handle(event));
  return text;
}

describe('what many tests cannot run for', () => {
  test('is reported to a person once, with the tests in the end', async () => {
    expect(await report('spec')).toBe(`\
a.yaml
  ERROR    this file has mistakes
           stub.S:3:2: error: bad abi [bad-instruction]
             note: is it a macro?

c.yaml
  ERROR    one
           at c.yaml:4:5

           stub.S:3:2: error: unknown instruction 'frob' [bad-instruction]
             note: is it a macro?

           seed: 1

  ERROR    2 more tests, for a reason that stands above
  ok       fine
  ERROR    1 more test, for a reason that stands above

d.yaml
  ERROR    1 more test, for a reason that stands above
  ERROR    six
           at d.yaml:4:5

           stub.S:9:2: error: unknown instruction 'frob' [bad-instruction]
             note: is it a macro?

           seed: 1

what failed
  2 could not run for one reason: stub.S:3:2: bad abi
    a.yaml
    b.yaml
  5 could not run for one reason: stub.S:3:2: unknown instruction 'frob'
    c.yaml > one
    c.yaml > two
    c.yaml > three
    and 2 more
  d.yaml > six

1 passed, 6 could not run, 2 of the files have mistakes (0.00 s, seed 1)
`);
  });

  test('is one annotation, with how many tests it keeps from running', async () => {
    expect(await report('github')).toBe(
      [
        '::error file=stub.S,line=3,col=2,title=a.yaml::bad abi [bad-instruction]%0Ais it a macro?%0Athis keeps 2 from running:%0Aa.yaml%0Ab.yaml',
        "::error file=stub.S,line=3,col=2,title=c.yaml > one::unknown instruction 'frob' [bad-instruction]%0Ais it a macro?%0Athis keeps 5 from running:%0Ac.yaml > one%0Ac.yaml > two%0Ac.yaml > three%0Aand 2 more",
        "::error file=stub.S,line=9,col=2,title=d.yaml > six::unknown instruction 'frob' [bad-instruction]%0Ais it a macro?",
        '1 passed, 6 could not run, 2 of the files have mistakes (seed 1)',
        '',
      ].join('\n'),
    );
  });

  test.each<[ReporterName, RegExp]>([
    ['junit', /<error type="bad-instruction" message="unknown instruction 'frob'">/g],
    ['tap', /message: unknown instruction 'frob'/g],
    ['json', /"message": "unknown instruction 'frob'"/g],
  ])('is the reason of each test in %s', async (name, reason) => {
    expect((await report(name)).match(reason)).toHaveLength(6);
  });
});
