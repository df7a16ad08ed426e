import { describe, expect, test } from '@jest/globals';
import type { RegisterName } from '../architecture/registers.ts';
import type { CallRecord } from '../calls/call-record.ts';
import type { GuestVisit } from '../calls/guest-world.ts';
import { exampleCall, exampleTrial, stateWith } from '../testing/judge/example-call.ts';
import type { Guest } from './call.ts';
import { Check } from './check.ts';
import { guestNotes } from './guest.ts';

type Values = Readonly<Partial<Record<RegisterName, bigint>>>;

const own = { x1: 0x4000_0000_1111_1111n, x2: 0x4000_0000_2222_2222n, fpsr: 0x8n } as const;
const left = { x1: 0x4000_0000_aaaa_aaaan, x2: 0x4000_0000_bbbb_bbbbn, fpsr: 0x1n } as const;
const host = { x1: 0x5000_0000_0000_0001n, x2: 0x5000_0000_0000_0002n, fpsr: 0x9fn } as const;
const at = 0x1_5100_0000n;

const guest: Guest = {
  name: 'guest',
  context: 'vcpu',
  registers: new Map([
    ['x1', { address: at, size: 8, word: 0, entered: own.x1 }],
    ['x2', { address: at + 8n, size: 8, word: 1, entered: own.x2 }],
    ['fpsr', { address: at + 16n, size: 4, word: 2, entered: own.fpsr }],
    ['pc', { address: at + 24n, size: 8, word: 3, entered: 0x1000n }],
  ]),
};

const el2 = { pc: 0x1_5000_0000n, pstate: 0x3c9n, sp_el2: 0x1_5070_3f00n } as const;
const call = exampleCall({ state: stateWith({ ...el2, ...host }), guest });

interface Ending {
  readonly entry?: Values;
  readonly saved?: readonly [bigint, bigint, bigint, bigint];
  readonly after?: Values;
  readonly more?: Partial<CallRecord>;
}

function trial({ entry, saved, after, more }: Ending): CallRecord {
  const visit: GuestVisit = {
    state: stateWith({ ...own, pc: 0x1000n, pstate: 0x3c5n, ...entry }),
    left: stateWith({ ...left, elr_el2: 0x1004n, spsr_el2: 0x3c5n }),
    exception: 0,
  };
  const memory = saved ?? [left.x1, left.x2, left.fpsr, 0x1004n];
  return exampleTrial(call, after, { guests: [visit], memory, ...more });
}

function found(ending: Ending): string[] {
  return new Check(call).findings(trial(ending)).map(({ code, subject, message }) => {
    const about = subject.kind === 'register' ? subject.register : subject.kind;
    return `${code} ${about}: ${message}`;
  });
}

describe('a world switch', () => {
  test.each<[string, Ending, readonly string[]]>([
    ['that keeps both worlds apart', {}, []],
    [
      'that does not enter the guest',
      { more: { guests: [] } },
      ["guest-not-entered outcome: EL2 does not return to 'guest': the guest is not entered"],
    ],
    [
      'that lets the guest see a register of the host',
      { entry: { x1: host.x1 } },
      ["leaked-host-value x1: x1 holds the host's x1 when 'guest' is entered: the guest sees it"],
    ],
    [
      'that lets it see another register of the host',
      { entry: { x1: host.x2 } },
      ["leaked-host-value x1: x1 holds the host's x2 when 'guest' is entered: the guest sees it"],
    ],
    [
      'that loads something else',
      { entry: { x1: 7n } },
      [
        "wrong-guest-value x1: x1 does not hold what the guest's context 'vcpu' has of it, when 'guest' is entered",
      ],
    ],
    // FPSR[26:5] are RES0.
    ['that enters it with what no register has', { entry: { fpsr: own.fpsr | 0x100n } }, []],
    [
      'that leaves the host what the guest left',
      { after: { x1: left.x1 } },
      ["leaked-guest-value x1: x1 holds the guest's x1, as it left it, when the host goes on"],
    ],
    [
      'that leaves the host what the guest was entered with',
      { after: { fpsr: own.fpsr } },
      [
        "leaked-guest-value fpsr: fpsr holds the guest's fpsr, as it was entered with it, when the host goes on",
      ],
    ],
    [
      "that leaves the host another register's value",
      { after: { x9: left.x2 } },
      ["leaked-guest-value x9: x9 holds the guest's x2, as it left it, when the host goes on"],
    ],
    [
      "that loses what is nobody's",
      { after: { x9: 9n } },
      ['broken-clobber-contract x9: x9 is changed, which neither the contract nor the test allows'],
    ],
    [
      'that does not save the guest',
      { saved: [own.x1, left.x2, left.fpsr, 0x1004n] },
      [
        "guest-not-saved memory: the guest's x1 is not in its context 'vcpu' when the host goes on, but still what it was entered with",
      ],
    ],
    [
      'that saves the host in its place',
      { saved: [left.x1, host.x2, left.fpsr, 0x1004n] },
      [
        "guest-not-saved memory: the guest's x2 is not in its context 'vcpu' when the host goes on, but the host's x2",
      ],
    ],
    [
      'that has the guest go on elsewhere',
      { saved: [left.x1, left.x2, left.fpsr, 0x1008n] },
      [
        "guest-not-saved memory: the guest's pc is not in its context 'vcpu' when the host goes on, but another value",
      ],
    ],
  ])('%s', (_, ending, expected) => {
    expect(found(ending)).toEqual(expected);
  });

  test('names the cell of the context, in as many bytes as it has', () => {
    const saved = [left.x1, left.x2, 0n, 0x1004n] as const;
    const findings = new Check(call).findings(trial({ saved }));
    expect(findings).toMatchObject([
      {
        code: 'guest-not-saved',
        subject: { kind: 'memory', address: '0x151000010', size: 4 },
        expected: '0x1',
        found: '0x0',
        before: '0x8',
      },
    ]);
  });

  test('leaves a value of the guest in a register that it may change, which is a note', () => {
    const free = { ...call, mayChange: new Set<RegisterName>(['x1', 'x2']) };
    const steps = [
      { address: 0x10n, word: 0, pstate: 0x3c9n, changes: [], reads: [], writes: [] },
    ] as unknown as CallRecord['steps'];
    const record = trial({ after: { x1: left.x1, x2: 5n }, more: { steps } });
    expect(new Check(free).findings(record)).toEqual([]);
    expect(guestNotes(free, record)).toEqual([
      {
        code: 'guest-value-left',
        message: 'what the guest left is still in x1 when the host goes on',
        by: 0x10n,
      },
    ]);
  });
});
