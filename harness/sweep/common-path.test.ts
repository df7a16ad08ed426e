import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { instructionWord } from '../architecture/a64/word.ts';
import { bundledAbiFolder } from '../installation.ts';
import type { Observation, Step } from '../machine/machine.ts';
import type { Tools } from '../run/tools.ts';
import { openTools } from '../run/tools.ts';
import { findCaller } from '../calls/caller.ts';
import { CommonPath, commonLength, meetingPoint } from './common-path.ts';
import type { Prober, Situation } from '../calls/prober.ts';
import { resolveVectors } from '../run/vectors.ts';
import { openProber } from './service.ts';

const nop = 0xd503201f;
const readSyndrome = 0xd53c5201; // mrs x1, esr_el2
const msr = 0xd51cd040; // msr tpidr_el2, x0

function steps(...words: readonly number[]): Step[] {
  return words.map((word, index) => ({
    address: BigInt(4 * index),
    word: instructionWord(word),
    pstate: 0x3c9n,
    changes: [],
    reads: [],
    writes: [],
  }));
}

describe('the length of the common path', () => {
  test.each([
    ['nothing, where the first instruction reads the syndrome', steps(readSyndrome, nop), 0],
    ['all before the first read', steps(nop, nop, readSyndrome, readSyndrome), 2],
    ['undefined without a read', steps(nop, nop), undefined],
    ['undefined after LDXR', steps(0xc85f7c00, readSyndrome), undefined],
    ['undefined after SEVL', steps(0xd50320bf, readSyndrome), undefined],
    ['undefined after ERET', steps(0xd69f03e0, readSyndrome), undefined],
    ['not cut by a read of ESR_EL1', steps(0xd5385201, readSyndrome), 1],
  ])('is %s', (_, trace, length) => {
    expect(commonLength(trace)).toBe(length);
  });
});

describe('where calls may meet', () => {
  test.each([
    ['at the first MSR after the last read', steps(readSyndrome, nop, msr, msr), 8n],
    ['not at one before a read', steps(msr, readSyndrome, nop, msr), 12n],
    ['at any where nothing reads the syndrome', steps(nop, msr), 4n],
    ['nowhere where only a read follows', steps(msr, readSyndrome, nop), undefined],
  ])('is %s', (_, trace, address) => {
    expect(meetingPoint(trace)).toBe(address);
  });
});

function endOf({ outcome, pc, after, writes }: Observation, stores: number): object {
  return {
    outcome,
    pc,
    words: [...after.words],
    writes: writes
      .slice(writes.length - stores)
      .map(({ address, after: value }) => [address, value]),
  };
}

describe('a call that goes on from the common path', () => {
  let tools: Tools;

  beforeAll(async () => {
    tools = await openTools({ seed: 3, includes: [], defines: [] });
  });

  afterAll(() => tools.builder.close());

  function prober(abi: string, table: string): Prober {
    const set = resolveVectors({ names: [abi], cwd: '/', abiFolders: [bundledAbiFolder] });
    const found = set.tables.find(({ name }) => name === table);
    if (found === undefined) {
      throw new Error(`no table ${table}`);
    }
    return openProber(tools.builder, found, { seed: 3, budget: 2000 }).prober;
  }

  test.each(
    ['x0/kvm', 'immediate/stub', 'immediate/kvm', 'immediate-early/kvm', 'function-id/kvm'].flatMap(
      (name) => ['host', 'guest'].map((caller) => [name, caller] as const),
    ),
  )('ends as the whole call does: %s, %s', (name, callerName) => {
    const [abi = '', table = ''] = name.split('/');
    const own = prober(abi, table);
    const situation: Situation = { caller: findCaller(callerName), given: new Map() };
    const state = own.start(situation, 0);
    const { machine } = own.setting.session;
    const [whole, part] = [machine.newObservation(), machine.newObservation()];
    const common = CommonPath.find(own, situation, state, 0x1234);
    for (const immediate of [0, 1, 2, 3, 0x16, 0x4a48, 0xffff]) {
      own.enter(situation, state, immediate, whole);
      common?.enter(immediate, part);
      const stores = part.writes.length;
      expect(endOf(part, stores)).toEqual(endOf(whole, stores));
    }
  });

  test('does not exist where no syndrome is read', () => {
    const own = prober('immediate', 'stub');
    const situation: Situation = { caller: findCaller('el2'), given: new Map() };
    expect(CommonPath.find(own, situation, own.start(situation, 0), 0x1234)).toBeUndefined();
  });
});
