import { describe, expect, test } from '@jest/globals';
import { instructionWord } from '../architecture/a64/word.ts';
import { takeException } from '../architecture/exception.ts';
import type { ExceptionEntry } from '../architecture/exception.ts';
import type { ExceptionCause } from '../architecture/exception-cause.ts';
import type { Step } from '../machine/machine.ts';
import { stateWith } from '../testing/judge/example-call.ts';
import { secondExceptionOf, secondExceptionName, secondExceptionText } from './second-exception.ts';

const site = 0x4000_0000n;
const handler = 0x4010_0000n;
const [el1, el2] = [0x3c5n, 0x3c9n];
/** HCR_EL2.TSC and RW. */
const hcr = 0x8008_0000n;

/** What the machine says of an exception that is taken at `pc`. */
function taken(cause: ExceptionCause, pc: bigint, pstate: bigint): ExceptionEntry {
  return takeException(cause, stateWith({ pc, pstate, hcr_el2: hcr }));
}

const call = taken({ kind: 'hvc', immediate: 1 }, site, el1);
const smc = taken({ kind: 'smc', immediate: 0 }, site, el1);
const abort = taken({ kind: 'data-abort', address: 0x10n, status: 0x10 }, handler, el2);
const brk = taken({ kind: 'brk', immediate: 7 }, handler + 4n, el2);
const nested = taken({ kind: 'hvc', immediate: 2 }, handler, el2);
const own = taken({ kind: 'brk', immediate: 7 }, site, el2);
const ownFurtherOn = taken({ kind: 'brk', immediate: 7 }, site + 4n, el2);
const atEl1 = taken({ kind: 'undefined' }, 0x4000_1000n, el1);

const irq = taken({ kind: 'irq' }, handler, el2);

function secondOf(exceptions: readonly ExceptionEntry[], steps?: Step[]) {
  return secondExceptionOf({
    before: stateWith({ pc: site }),
    guests: [],
    exceptions: [...exceptions],
    interruption: { arrivals: 1, entry: irq, nesting: 0, before: new Map() },
    steps,
  });
}

describe('the second exception of a call', () => {
  test.each<[string, readonly ExceptionEntry[], string | undefined]>([
    ['none without exceptions', [], undefined],
    ['not the HVC itself', [call], undefined],
    ['the abort of the handler', [call, abort], 'Data Abort at EL2, 0 more'],
    ['the first of several', [call, abort, brk], 'Data Abort at EL2, 1 more'],
    ['not an HVC of EL2 itself', [call, nested], undefined],
    ['not the interruption of a test', [call, irq], undefined],
    ['what comes of the interruption', [call, irq, abort], 'Data Abort at EL2, 0 more'],
    ['what an HVC of EL2 leads to', [call, nested, brk], 'BRK at EL2, 0 more'],
    [
      'not the next HVC of a routine',
      [call, taken({ kind: 'hvc', immediate: 3 }, 8n, el1)],
      undefined,
    ],
    ['not the exception of the call, whatever it is', [own], undefined],
    ['not that of the same instruction again', [smc, smc, smc], undefined],
    ['what comes besides that', [smc, abort, smc], 'Data Abort at EL2, 0 more'],
    ['that of another instruction of EL2', [own, ownFurtherOn], 'BRK at EL2, 0 more'],
    ['one to EL1 that is not the call', [call, atEl1], 'Unknown reason (UNDEFINED) at EL1, 0 more'],
    ['the first, where the call did not begin with it', [abort], 'Data Abort at EL2, 0 more'],
  ])('is %s', (_, exceptions, expected) => {
    const second = secondOf(exceptions);
    const text = second && `${second.exceptionClass} at EL${second.level}, ${second.more} more`;
    expect(text).toBe(expected);
  });

  test.each<[string, readonly ExceptionEntry[], ExceptionCause]>([
    ['raised in place of a call', [], { kind: 'serror' }],
    [
      'raised with a return to the next instruction',
      [],
      { kind: 'synchronous', esr: 0x5600_0000n, preferredReturn: 'next' },
    ],
  ])('is not what is %s', (_, others, cause) => {
    const entry = takeException(cause, stateWith({ pc: site, pstate: el1 }), 'lower-a64/sync');
    expect(secondOf([entry, ...others])).toBeUndefined();
  });

  test.each<[string, ExceptionCause, bigint]>([
    ['the instruction itself', { kind: 'sp-alignment' }, 0x204n],
    [
      'a branch to where no code is',
      { kind: 'instruction-abort', address: 0x204n, status: 0 },
      0x200n,
    ],
    ['a branch to no instruction', { kind: 'pc-alignment' }, 0x200n],
    ['the ERET before an illegal state', { kind: 'illegal-state' }, 0x200n],
  ])('is brought about by %s', (_, cause, by) => {
    const exception = taken(cause, 0x204n, el2);
    const step = { word: instructionWord(0), pstate: el2, changes: [], reads: [], writes: [] };
    const steps: Step[] = [
      { ...step, address: site, exception: call },
      { ...step, address: 0x200n },
      { ...step, address: 0x204n, exception },
    ];
    expect(secondOf([call, exception], steps)?.by).toBe(by);
  });

  test('is not brought about by a guess', () => {
    expect(secondOf([call, taken({ kind: 'illegal-state' }, 0x204n, el2)])?.by).toBeUndefined();
  });
});

describe('the words for it', () => {
  const nameOf = (address: bigint): string => `handler+${address - handler}`;

  test.each([
    [
      'with the syndrome and the fault address',
      [call, abort],
      'exception at EL2: Data Abort at handler+0 (ESR_EL2 = 0x96000010, FAR_EL2 = 0x10)',
    ],
    [
      'without a fault address where there is none',
      [call, brk],
      'exception at EL2: BRK at handler+4 (ESR_EL2 = 0xf2000007)',
    ],
    [
      'with the number of those after it',
      [call, brk, abort, abort],
      'exception at EL2: BRK at handler+4 (ESR_EL2 = 0xf2000007), and 2 more after it',
    ],
  ])('are %s', (_, exceptions, text) => {
    const second = secondOf(exceptions);
    expect(second && secondExceptionText(second, nameOf)).toBe(text);
  });

  test.each([
    ['name the instruction', abort, nameOf, 'exception at EL2: Data Abort at handler+0'],
    ['leave out what has no name', abort, () => undefined, 'exception at EL2: Data Abort'],
    [
      'leave out where no instruction was executed',
      taken({ kind: 'pc-alignment' }, handler + 2n, el2),
      nameOf,
      'exception at EL2: PC alignment fault',
    ],
  ])('%s, where it is to hold for several calls', (_, exception, names, text) => {
    const second = secondOf([call, exception]);
    expect(second && secondExceptionName(second, names)).toBe(text);
  });
});
