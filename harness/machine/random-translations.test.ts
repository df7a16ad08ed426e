import { expect, test } from '@jest/globals';
import { HcallError } from '../diagnostics/diagnostic.ts';
import { translationRegisters } from '../architecture/translation/controls.ts';
import { engines } from '../testing/machine/engines.ts';
import type { Outcome } from '../testing/machine/translation-matrix/outcome.ts';
import { codeBytes, layout, targetBytes } from '../testing/machine/translation-matrix/layout.ts';
import { randomTrial } from '../testing/machine/translation-matrix/random-trial.ts';
import { stored } from '../testing/machine/translation-matrix/trial.ts';
import type { Trial } from '../testing/machine/translation-matrix/trial.ts';
import { modeOf, walked } from '../testing/machine/translation-matrix/walked.ts';
import { randomFrom } from '../testing/random.ts';
import type { Machine } from './machine.ts';

/** All of it is memory for the walker alone, too. */
const memory = { name: 'memory', address: 0x4000_0000n, size: 0x2000_0000 };
const trials = 1000;

/** A machine in whose memory trials run. */
class TrialMachine {
  readonly machine: Machine;
  readonly #out;
  readonly #mark;

  constructor(create: () => Machine) {
    const machine = create();
    this.machine = machine;
    machine.map([memory]);
    machine.write({ address: layout.targets, bytes: targetBytes(), execute: false });
    for (const level of [1, 2] as const) {
      machine.write({ address: layout.code[level], bytes: codeBytes(level), execute: true });
    }
    this.#out = machine.newObservation();
    this.#mark = machine.mark();
  }

  run(trial: Trial, physical: bigint | undefined): Outcome {
    const { machine } = this;
    const out = this.#out;
    machine.rewind(this.#mark);
    for (const [address, value] of trial.stores) {
      const bytes = new Uint8Array(BigUint64Array.of(value).buffer);
      machine.write({ address, bytes, execute: false });
    }
    const { instruction } = trial;
    const page = layout.code[trial.level === 2 ? 2 : 1];
    if (instruction !== undefined) {
      const bytes = new Uint8Array(Uint32Array.of(instruction.word).buffer);
      machine.write({ address: page + layout.instruction, bytes, execute: true });
    }
    const state = machine.resetState();
    for (const name of translationRegisters) {
      state.set(name, trial.controls[name]);
    }
    state.set('pc', instruction === undefined ? trial.address : trial.code + layout.instruction);
    state.set('pstate', modeOf[trial.level]);
    state.set('x0', trial.address);
    state.set('x1', stored.x1);
    state.set('x2', stored.x2);
    state.set('vbar_el1', trial.code);
    state.set('vbar_el2', layout.code[2]);
    try {
      machine.run({ state, start: 'code', budget: 2, stops: new Map(), watch: 'nothing' }, out);
    } catch (error) {
      if (error instanceof HcallError) {
        const [, control = '', reason = ''] =
          /^at 0x[0-9a-f]+: (.*?): (.*)$/.exec(error.message) ?? [];
        return { kind: 'refused', control, reason };
      }
      throw error;
    }
    const [first] = out.exceptions;
    if (first === undefined) {
      throw new Error(`the trial ends as ${out.outcome}`);
    }
    const common = { level: first.targetEl, esr: first.esr ?? 0n };
    if (first.cause.kind !== 'svc') {
      return { kind: 'taken', ...common, far: first.far ?? 0n, hpfar: first.hpfar };
    }
    return {
      kind: 'done',
      ...common,
      x1: out.after.get('x1'),
      x2: out.after.get('x2'),
      memory:
        physical === undefined
          ? undefined
          : new BigUint64Array(machine.read(physical, 8).buffer)[0],
    };
  }
}

test.each(engines)('%s does random accesses as the walker says', (_engine, create) => {
  const random = randomFrom(7);
  const side = new TrialMachine(create);
  for (let index = 0; index < trials; index += 1) {
    const trial = randomTrial(random);
    const { outcome, physical, isLost } = walked(trial);
    if (isLost) {
      continue;
    }
    const found = side.run(trial, physical);
    expect([index, found]).toEqual([index, outcome]);
  }
  side.machine.close();
});
