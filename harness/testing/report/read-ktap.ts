/** One test of a KTAP report, with those inside it. */
export interface KtapTest {
  readonly ok: boolean;
  readonly name: string;
  readonly directive: string;
  readonly reason: string;
  readonly diagnostics: readonly string[];
  readonly tests: readonly KtapTest[];
}

const resultLine =
  /^(?<not>not )?ok (?<number>\d+)(?: (?<name>[^#]*?))?(?: # (?<word>[A-Z]+)(?: (?<reason>.*))?)?$/;

/**
 * Reads KTAP version 1 by the rules of the kernel's Documentation/dev-tools/ktap.rst: a version line and the plan right after
 * it at each level, levels two spaces apart, tests numbered from 1, what is said of a test before its result, the words of the
 * list, and no parent that is ok above one that is not. Throws an Error with the line for what breaks a rule.
 */
export function readKtap(text: string): {
  readonly tests: readonly KtapTest[];
  readonly bail: boolean;
} {
  const lines = text.trimEnd().split('\n');
  let next = 0;
  const wrong = (why: string): Error =>
    new Error(`line ${next + 1}: ${why}: ${lines[next] ?? 'the end'}`);
  const level = (indent: string): KtapTest[] => {
    const line = (): string | undefined => {
      const text = lines[next];
      return text?.startsWith(indent) === true ? text.slice(indent.length) : undefined;
    };
    if (line() !== 'KTAP version 1') {
      throw wrong('no version line');
    }
    next += 1;
    // A subtest may be named before its plan.
    next += line()?.startsWith('# Subtest: ') === true ? 1 : 0;
    const plan = /^1\.\.(\d+)(?: # SKIP .*)?$/.exec(line() ?? '')?.[1];
    if (plan === undefined) {
      throw wrong('no plan');
    }
    next += 1;
    const tests: KtapTest[] = [];
    while (tests.length < Number(plan)) {
      const diagnostics: string[] = [];
      let inner: readonly KtapTest[] = [];
      for (let text = line(); text !== undefined; text = line()) {
        if (text.startsWith('# ') || text === '#') {
          diagnostics.push(text.slice(2));
          next += 1;
        } else if (text === '  KTAP version 1') {
          inner = level(`${indent}  `);
        } else {
          break;
        }
      }
      const {
        not,
        number,
        name = '',
        word = '',
        reason = '',
      } = resultLine.exec(line() ?? '')?.groups ?? {};
      const ok = not === undefined;
      if (Number(number) !== tests.length + 1) {
        throw wrong(`no result of test ${tests.length + 1}`);
      }
      if (!['', 'SKIP', 'TODO', 'XFAIL', 'TIMEOUT', 'ERROR'].includes(word)) {
        throw wrong('an unknown word');
      }
      if (ok && (word === 'TIMEOUT' || word === 'ERROR' || inner.some((test) => !test.ok))) {
        throw wrong('it cannot be ok');
      }
      next += 1;
      tests.push({ ok, name, directive: word, reason, diagnostics, tests: inner });
    }
    return tests;
  };
  const tests = level('');
  const bail = lines[next]?.startsWith('Bail out!') === true;
  next += bail ? 1 : 0;
  while (lines[next]?.startsWith('#') === true) {
    next += 1;
  }
  if (next !== lines.length) {
    throw wrong('more than the plan says');
  }
  return { tests, bail };
}
