import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { decode } from '../../architecture/a64/decode.ts';
import { encodeSystemAccess } from '../../architecture/a64/system-access.ts';
import type { InstructionWord } from '../../architecture/a64/word.ts';
import { systemConstant } from '../../architecture/system-constants.ts';
import type { SystemEncoding } from '../../architecture/system-encoding.ts';
import { parseGenericName } from '../../architecture/system-encoding.ts';
import { systemRegisters } from '../../architecture/system-registers.ts';
import { systemRegisterFeature } from '../../architecture/system-register-features.ts';
import { systemRegisterRow } from '../../architecture/system-register-rows.ts';
import { modes } from '../../architecture/pstate.ts';
import { cortexA72, max } from '../../architecture/processor-model.ts';
import type { ProcessorModel } from '../../architecture/processor-model.ts';
import { registers } from '../../architecture/registers.ts';
import type { RegisterName } from '../../architecture/registers.ts';
import type { State } from '../../architecture/state.ts';
import { evaluate } from '../../expression/evaluate.ts';
import { isExact } from '../../expression/expression.ts';
import type { Machine, MemoryMark, Observation } from '../machine.ts';
import { read, write } from '../../testing/machine/located-values.ts';
import { randomSequence, roles } from '../../testing/machine/sequence.ts';
import { randomFrom, randomWord } from '../../testing/random.ts';
import { createMachine } from './unicorn-machine.ts';

/** MSR and then MRS of each system register, by the machine and by the table of forms. */

const code = 0x4001_0000n;
const data = 0x4002_0000n;
const masked = 0x3c0n;
const allBits = 0xffff_ffff_ffff_ffffn;
const valuesOfRegister = 12;

/** The parts of PSTATE that are registers, and the banked stack pointers. */
const besides = ['nzcv', 'daif', 'spsel', 'sp_el0', 'sp_el1', 'fpcr', 'fpsr'] as const;

type Name = keyof typeof systemRegisters;

/** Those that the processor has. */
const namesOn = ({ features }: ProcessorModel): readonly Name[] => [
  ...registers.flatMap(({ name, encoding, volatile }): Name[] => {
    const feature = encoding && systemRegisterFeature(encoding);
    const isThere = feature === undefined || features.has(feature);
    return encoding === undefined || volatile || !isThere ? [] : [name as Name];
  }),
  ...besides,
  ...(features.has('FEAT_PAN') ? (['pan'] as const) : []),
  ...(features.has('FEAT_UAO') ? (['uao'] as const) : []),
];

/** What the table says of one word; registers that it does not know keep what they had. */
function predict(state: State, word: InstructionWord): State {
  const after = state.clone();
  for (const { location, value } of decode(word)?.meaning.writes ?? []) {
    if (isExact(value)) {
      const result = evaluate(value, (name) => read(state, name));
      write(after, location, result);
    }
  }
  return after;
}

/**
 * A value that leaves the code where it is, as the translation of the level that runs stays off, and the engine alive, as
 * it does not survive an MSR that enables a breakpoint or a watchpoint.
 */
const harmless = (name: string, value: bigint): bigint =>
  /^(sctlr_el|dbg[bw]cr)/.test(name) ? value & ~1n : value;

describe.each([cortexA72, max])('on $name', (processor) => {
  const names = namesOn(processor);

  let machine: Machine;
  let mark: MemoryMark;
  let observation: Observation;

  beforeAll(() => {
    machine = createMachine(processor);
    machine.map([
      { name: 'code', address: code, size: 0x1000 },
      { name: 'data', address: data, size: 0x1000 },
    ]);
    mark = machine.mark();
    observation = machine.newObservation();
  });

  afterAll(() => machine.close());

  function encodingOf(name: Name): SystemEncoding {
    return parseGenericName(systemRegisters[name]) as SystemEncoding;
  }

  /** Runs the words; gives the state after them, or the exception that ended it. */
  function run(state: State, words: readonly number[], watch: 'nothing' | 'steps'): State | string {
    const bytes = new Uint8Array(Uint32Array.from(words).buffer);
    machine.write({ address: code, bytes, execute: true });
    const trial = { state, start: 'code', budget: words.length, stops: new Map(), watch } as const;
    machine.run(trial, observation);
    return observation.exceptions[0]?.cause.kind ?? observation.after;
  }

  /** HCR_EL2.RW, API and APK. */
  const accessToKeys = processor === max ? { hcr_el2: 0x300_8000_0000n } : {};

  /** MSR and MRS from a level: what the machine does otherwise than the table. */
  function deviations(
    name: Name,
    mode: bigint,
    given: Partial<Readonly<Record<RegisterName, bigint>>> = {},
  ): string[] {
    const random = randomFrom(names.indexOf(name) + 1);
    const encoding = encodingOf(name);
    const words = [encodeSystemAccess(false, encoding, 0), encodeSystemAccess(true, encoding, 1)];
    const found = new Set<string>();
    for (let index = 0; index < valuesOfRegister; index += 1) {
      for (const watch of ['nothing', 'steps'] as const) {
        const state = machine.resetState();
        state.set('pc', code);
        state.set('pstate', masked | mode);
        state.set('cpacr_el1', 0x30_0000n);
        for (const [register, value] of Object.entries(given)) {
          state.set(register as RegisterName, value);
        }
        const old = findHeld(name);
        if (old !== undefined) {
          state.set(old.register, (harmless(name, randomWord(random)) & old.written) | old.ones);
        }
        state.set('x0', harmless(name, index < 2 ? -BigInt(index) : randomWord(random)));
        const after = run(state, words, watch);
        if (typeof after === 'string') {
          return [after];
        }
        const expected = words.reduce(predict, state);
        for (const register of ['x1', ...machine.observable] as const) {
          if (register !== 'pc' && after.get(register) !== expected.get(register)) {
            found.add(register);
          }
        }
      }
    }
    return [...found].toSorted();
  }

  function findHeld(name: string) {
    return machine.observable.has(name as RegisterName)
      ? systemRegisterRow(name as RegisterName, processor)
      : undefined;
  }

  test('at EL2, MRS gives what the table says after MSR', () => {
    const found = names.map((name) => [name, deviations(name, modes.el2h)] as const);
    expect(found.filter(([, registers]) => registers.length > 0)).toEqual([
      // EL3 alone has access.
      ['scr_el3', ['undefined']],
    ]);
  });

  test('at EL1, MRS gives what the table says after MSR', () => {
    const found = names
      .filter((name) => encodingOf(name).op1 < 4)
      .map((name) => [name, deviations(name, modes.el1h, accessToKeys)] as const);
    expect(found.filter(([, registers]) => registers.length > 0)).toEqual([]);
  });

  test.each([
    'pmcr_el0',
    'pmcntenset_el0',
    'pmcntenclr_el0',
    'pmintenset_el1',
    'pmintenclr_el1',
  ] as const)('at EL1, %s is what the table says below MDCR_EL2.HPMN', (name) => {
    for (const hpmn of [0n, 1n, 3n, 6n, 7n, 31n]) {
      expect([hpmn, deviations(name, modes.el1h, { mdcr_el2: hpmn })]).toEqual([hpmn, []]);
    }
  });

  test.each<[Name, RegisterName, bigint]>([
    ['cntp_cval_el0', 'cnthctl_el2', 0n],
    ['cntp_ctl_el0', 'cnthctl_el2', 1n],
  ])('EL1 cannot write %s where %s traps it', (name, control, bits) => {
    const state = machine.resetState();
    state.set('pc', code);
    state.set('pstate', masked | modes.el1h);
    state.set('x0', 1n);
    state.set(control, bits);
    expect(run(state, [encodeSystemAccess(false, encodingOf(name), 0)], 'nothing')).toBe(
      'system-register',
    );
  });

  /** What MRS gives at a level, or the exception. */
  function valueAt(name: Name, mode: bigint, given: Readonly<Record<string, bigint>> = {}) {
    const state = machine.resetState();
    state.set('pc', code);
    state.set('pstate', masked | mode);
    for (const [register, value] of Object.entries(given)) {
      state.set(register as RegisterName, value);
    }
    const after = run(state, [encodeSystemAccess(true, encodingOf(name), 1)], 'nothing');
    return typeof after === 'string' ? after : after.get('x1');
  }

  test('registers that are constants have that value at EL2', () => {
    const all = Object.keys(systemRegisters) as Name[];
    const constants = all
      .map((name) => [name, systemConstant(encodingOf(name), processor)] as const)
      .filter(([, constant]) => constant !== undefined);
    const wrong = constants.filter(([name, constant]) => valueAt(name, modes.el2h) !== constant);
    expect(wrong).toEqual([]);
    expect(constants.length).toBe(47);
  });

  test.each([
    ['midr_el1', 'vpidr_el2'],
    ['mpidr_el1', 'vmpidr_el2'],
  ] as const)('%s is at EL1 what %s says', (name, register) => {
    const own = systemConstant(encodingOf(name), processor) ?? 0n;
    const given = { [register]: 0x1234_5678n };
    const word = encodeSystemAccess(true, encodingOf(name), 1);
    const [write] = decode(word)?.meaning.writes ?? [];
    const meant = [0x4n, 0x8n].map((level) =>
      evaluate(write?.value ?? { kind: 'constant', width: 64, value: 0n }, (location) => {
        const values: Readonly<Record<string, bigint>> = {
          [systemRegisters.currentel]: level,
          [systemRegisters[name]]: own,
          [systemRegisters[register]]: 0x1234_5678n,
        };
        return values[location] ?? 0n;
      }),
    );
    expect(meant).toEqual([0x1234_5678n, own]);
    expect([modes.el1h, modes.el2h].map((mode) => valueAt(name, mode, given))).toEqual(meant);
  });

  describe('rows', () => {
    test('every register of a state but SP, PC, PSTATE and the general and vector ones has a row', () => {
      const missing = registers.filter(
        ({ name, kind }) =>
          (systemRegisterRow(name, processor) !== undefined) !==
          (kind === 'system' || kind === 'fp-control'),
      );
      expect(missing).toEqual([]);
    });

    test.each<[RegisterName, bigint | string]>([
      ['hcr_el2', processor === max ? 0x303_dfff_ffffn : 0x3_dfff_ffffn],
      ['apiakeylo_el1', processor === max ? allBits : 'undefined'],
      ['vbar_el2', 0xffff_ffff_ffff_f800n],
      ['csselr_el1', 0xfn],
      ['cnthp_ctl_el2', 0x3n],
      ['actlr_el2', 0n],
      ['esr_el2', allBits],
    ])('the bits of %s that an MSR changes', (name, ones) => {
      const encoding = encodingOf(name as Name);
      const state = machine.resetState();
      state.set('pc', code);
      state.set('x0', allBits);
      const words = [encodeSystemAccess(false, encoding, 0), encodeSystemAccess(true, encoding, 1)];
      const after = run(state, words, 'nothing');
      expect(typeof after === 'string' ? after : after.get('x1')).toBe(ones);
    });

    /** What the registers on which nothing acts are must make no difference. */
    test.each([modes.el1h, modes.el2h])(
      'nothing acts on what only holds a value, mode %i',
      (mode) => {
        const random = randomFrom(11);
        const place = { code, data };
        const idle = registers.flatMap(({ name }) => {
          const row = systemRegisterRow(name, processor);
          const isIdle = row?.acts === 0n || row?.actsWhile !== undefined;
          return row !== undefined && isIdle && !row.volatile ? [row] : [];
        });
        for (let index = 0; index < 40; index += 1) {
          const words = randomSequence(16, place, random);
          const runs = [0, 1].map(() => {
            machine.rewind(mark);
            const state = machine.resetState();
            for (const { register, written, ones } of idle) {
              state.set(register, (randomWord(random) & written) | ones);
            }
            state.set(`x${roles.base}`, data + 0x100n);
            state.set(`x${roles.index}`, 16n);
            state.set(`x${roles.target}`, code + 64n);
            state.set('pstate', masked | mode);
            state.set('cpacr_el1', 0x30_0000n);
            for (const name of ['sp_el1', 'sp_el2'] as const) {
              state.set(name, data + 0x200n);
            }
            state.set('pc', code);
            const bytes = new Uint8Array(Uint32Array.from(words).buffer);
            machine.write({ address: code, bytes, execute: true });
            const stops = new Map([[code + 64n, 'returned' as const]]);
            machine.run({ state, start: 'code', budget: 99, stops, watch: 'nothing' }, observation);
            const { after, outcome, pc } = observation;
            const values = registers
              .filter(({ kind }) => kind !== 'system' && kind !== 'fp-control')
              .map(({ name }) => after.get(name));
            return [
              outcome,
              pc,
              ...values,
              Buffer.from(machine.read(data, 0x1000)).toString('hex'),
            ];
          });
          expect(runs[0]).toEqual(runs[1]);
        }
      },
    );
  });
});
