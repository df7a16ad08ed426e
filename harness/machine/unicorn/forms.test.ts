import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { accessAddress } from '../../architecture/a64/access-address.ts';
import type { Decoded } from '../../architecture/a64/decode.ts';
import { decode, formOf, widthOfLocation } from '../../architecture/a64/decode.ts';
import type { Form, Location, Meaning } from '../../architecture/a64/form.ts';
import { forms } from '../../architecture/a64/forms.ts';
import type { Fields } from '../../architecture/a64/pattern.ts';
import { encodeFields } from '../../architecture/a64/pattern.ts';
import { systemLocation, systemLocations } from '../../architecture/a64/system-location.ts';
import type { RegisterName } from '../../architecture/registers.ts';
import { registers } from '../../architecture/registers.ts';
import type { State } from '../../architecture/state.ts';
import { differences, maskOf } from '../../architecture/state.ts';
import { evaluate } from '../../expression/evaluate.ts';
import { isExact } from '../../expression/expression.ts';
import type { Machine, MemoryMark, Observation } from '../machine.ts';
import { createMachine } from './unicorn-machine.ts';

/**
 * Each form of the table against the engine, with words and states by chance: what it does not read makes no
 * difference, what it does not write does not change, and its meaning gives what the engine gives.
 */

const code = 0x4001_0000n;
const data = 0x4002_0000n;
const dataSize = 0x2000;
const middle = data + BigInt(dataSize / 2);

/** Words of each form, and states for each word; words of a form for every system register. */
const wordsOfForm = 24;
const statesOfWord = 3;
const wordsOfSystemForm = 240;
/** There are many forms of vectors, of few kinds. */
const wordsOfVectorForm = 10;

type Random = (limit: number) => number;

/** mulberry32 */
function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
}

const corners = [0n, 1n, 0xffff_ffffn, 0x8000_0000n, 0x7fff_ffffn, 1n << 63n, (1n << 64n) - 1n];

function randomWord(random: Random): bigint {
  const corner = random(3) === 0 ? corners[random(corners.length)] : undefined;
  return corner ?? (BigInt(random(2 ** 32)) << 32n) | BigInt(random(2 ** 32));
}

/** Numbers of half, single and double precision that are not like others: 1, infinities, NaNs, denormal numbers. */
const numbers = [
  0x3ff0_0000_0000_0000n,
  0x7ff0_0000_0000_0000n,
  0xfff4_0000_0000_0001n,
  0x000f_0000_0000_0001n,
  0x3f80_0000_7f80_0000n,
  0x7fa0_0001_0000_0001n,
  0x8040_0000_3f80_0001n,
  0x3c00_7c00_7d01_0001n,
  0x43e0_0000_4f00_0000n,
];

/** 64 bits of a vector: integers, numbers as they come, and numbers that lie close together. */
function randomNumber(random: Random): bigint {
  switch (random(4)) {
    case 0:
      return numbers[random(numbers.length)] ?? 0n;
    case 1:
      return (randomWord(random) & 0x800f_ffff_007f_ffffn) | 0x3ff0_0000_3f80_0000n;
    default:
      return randomWord(random);
  }
}

function randomBytes(random: Random, size: number): Uint8Array {
  return Uint8Array.from({ length: size }, () => random(256));
}

/**
 * System registers that the engine is not asked for: timers, which it does not let anybody set while nothing runs;
 * breakpoints and watchpoints, whose setting it does not survive; PMCR_EL0, whose number of counters changes when it is
 * written; and what EL2 has no access to.
 */
const excluded = /^(cnt[pvh]+_|dbg|pmcr_el0$|scr_el3$)/;

const accessible = registers.filter(
  ({ name, encoding, volatile }) => encoding !== undefined && !volatile && !excluded.test(name),
);

/** System registers that change nothing about how instructions run, and so may hold anything. */
const quiet = /^(elr|esr|far|mair|par|tpidr|contextidr|spsr|vbar|csselr|vpidr|vmpidr|ttbr)/;

const allBits = 0xffff_ffff_ffff_ffffn;

/** Bits that the engine's processor has; it has all of the registers that are not here. */
const existingBits: ReadonlyMap<RegisterName, bigint> = new Map([
  ['pmcntenset_el0', allBits - 0x7fff_fff0n],
  ['pmselr_el0', 0x1fn],
  ['pmuserenr_el0', 0xfn],
  ['pmintenset_el1', allBits - 0x7fff_fff0n],
  ['pmccfiltr_el0', 0xfc00_0000n],
  ['vbar_el1', allBits - 0x7ffn],
  ['vbar_el2', allBits - 0x7ffn],
  ['csselr_el1', 0xfn],
  ['hcr_el2', 0x3_dfff_ffffn],
  ['fpcr', 0x07f7_0000n],
  ['fpsr', 0xf800_009fn],
]);

/** Values of the fields by chance; the system register, if they name one, is one that is known. */
function randomFields({ pattern }: Form, random: Random): Fields {
  const fields = Object.fromEntries(
    [...pattern.fields].map(([name, { width }]) => [name, random(2 ** width)] as const),
  );
  if (!pattern.fields.has('CRn')) {
    return fields;
  }
  const { encoding } = accessible[random(accessible.length)] ?? {};
  const { op0 = 0, op1 = 0, crn = 0, crm = 0, op2 = 0 } = encoding ?? {};
  return { ...fields, o0: op0 & 1, op1, CRn: crn, CRm: crm, op2 };
}

/** An allocated word of the form that is not unpredictable; undefined where chance gives none. */
function randomInstruction(form: Form, random: Random): Decoded | undefined {
  for (let tries = 0; tries < 200; tries += 1) {
    const word = encodeFields(form.pattern, randomFields(form, random));
    const decoded = formOf(word) === form ? decode(word) : undefined;
    if (decoded !== undefined && decoded.meaning.unpredictable === undefined) {
      return decoded;
    }
  }
  return undefined;
}

const general = Array.from({ length: 31 }, (_, number) => `x${number}` as RegisterName);
const vectors = Array.from({ length: 32 }, (_, number) => `v${number}` as RegisterName);

/** FPCR: AHP, DN, FZ and RMode. FPSR: QC and the cumulative exception flags. */
const fpcrBits = 0x07c0_0000n;
const fpsrBits = 0x0800_009fn;

/** Where PSTATE has what a location holds: the lowest bit, the width, and the lowest bit in the location. */
const pstateParts: ReadonlyMap<Location, readonly [low: bigint, width: number, shift: bigint]> =
  new Map([
    ['n', [31n, 1, 0n]],
    ['z', [30n, 1, 0n]],
    ['c', [29n, 1, 0n]],
    ['v', [28n, 1, 0n]],
    [systemLocations.daif, [6n, 4, 6n]],
    [systemLocations.spSel, [0n, 1, 0n]],
    [systemLocations.currentEl, [2n, 2, 2n]],
  ]);

const systemNames: ReadonlyMap<Location, RegisterName> = new Map([
  ...registers.flatMap(({ name, encoding }) =>
    encoding === undefined ? [] : [[systemLocation(encoding), name] as const],
  ),
  [systemLocations.spEl0, 'sp_el0'],
  [systemLocations.spEl1, 'sp_el1'],
  [systemLocations.spEl2, 'sp_el2'],
]);

/** The register of a location; undefined where no state has it: the monitor, the event register. */
function registerOf(state: State, location: Location): RegisterName | undefined {
  if (location === 'sp') {
    return (state.get('pstate') & 1n) === 0n ? 'sp_el0' : 'sp_el2';
  }
  if (location === 'monitor' || location === 'event') {
    return undefined;
  }
  return location.startsWith('s') ? systemNames.get(location) : (location as RegisterName);
}

function read(state: State, location: Location): bigint {
  const part = pstateParts.get(location);
  if (part !== undefined) {
    const [low, width, shift] = part;
    return BigInt.asUintN(width, state.get('pstate') >> low) << shift;
  }
  const register = registerOf(state, location);
  return register === undefined ? 0n : state.get(register);
}

function write(state: State, location: Location, value: bigint): void {
  const part = pstateParts.get(location);
  if (part !== undefined) {
    const [low, width, shift] = part;
    const field = BigInt.asUintN(width, value >> shift) << low;
    const mask = ((1n << BigInt(width)) - 1n) << low;
    state.set('pstate', (state.get('pstate') & ~mask) | field);
    return;
  }
  const register = registerOf(state, location);
  if (register !== undefined) {
    const existing = existingBits.get(register);
    const before = state.get(register);
    state.set(register, existing === undefined ? value : (value & existing) | (before & ~existing));
  }
}

const locations: readonly Location[] = [
  ...(general as Location[]),
  ...(vectors as Location[]),
  ...(['sp', 'n', 'z', 'c', 'v', 'fpcr', 'fpsr'] as const),
];

function randomValue(location: Location, random: Random): bigint {
  switch (location) {
    case 'fpcr':
      return randomWord(random) & fpcrBits;
    case 'fpsr':
      return randomWord(random) & fpsrBits;
    case 'sp':
      // Aligned, or the machine takes an exception at the next access through it.
      return middle + BigInt(random(16) * 16);
    default: {
      const width = widthOfLocation(location);
      const value =
        width === 128 ? (randomNumber(random) << 64n) | randomNumber(random) : randomWord(random);
      return BigInt.asUintN(width, value);
    }
  }
}

/** Changes what the instruction does not read. */
function disturb(state: State, { reads }: Decoded, random: Random): void {
  for (const location of locations) {
    const kept = reads.get(location) ?? 0;
    const low = BigInt.asUintN(kept, read(state, location));
    const fresh = randomValue(location, random);
    if (kept < widthOfLocation(location)) {
      write(state, location, ((fresh >> BigInt(kept)) << BigInt(kept)) | low);
    }
  }
}

/** Gives a system register that is read, and may hold anything, a value. */
function fill(state: State, { meaning, reads }: Decoded, random: Random): void {
  for (const location of meaning.system?.kind === 'mrs' ? reads.keys() : []) {
    if (quiet.test(systemNames.get(location) ?? '')) {
      write(state, location, randomWord(random));
    }
  }
}

/** Moves the base and the index so that the access lies in the data, aligned. */
function aim(state: State, { meaning: { memory } }: Decoded, random: Random): void {
  if (memory === undefined || memory.base === 'pc') {
    return;
  }
  if (memory.index?.register !== undefined) {
    write(state, memory.index.register, BigInt(random(8) * 16));
  }
  const { offset } = memory;
  write(state, memory.base, middle + BigInt(random(16) * 32) - BigInt(offset));
}

let machine: Machine;
let mark: MemoryMark;
let observation: Observation;

beforeAll(() => {
  machine = createMachine();
  machine.map([
    { name: 'code', address: code, size: 0x2000 },
    { name: 'data', address: data, size: dataSize },
  ]);
  machine.write({ address: data, bytes: randomBytes(randomFrom(7), dataSize), execute: false });
  mark = machine.mark();
  observation = machine.newObservation();
});

afterAll(() => machine.close());

interface Run {
  readonly after: State;
  readonly memory: Uint8Array;
}

function run(state: State, word: number): Run {
  machine.rewind(mark);
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, word, true);
  machine.write({ address: code, bytes, execute: true });
  machine.run({ state, start: 'code', budget: 1, stops: new Map(), watch: 'nothing' }, observation);
  if (observation.exceptions.length > 0) {
    throw new Error(`0x${word.toString(16)}: ${observation.exceptions[0]?.cause.kind}`);
  }
  return { after: observation.after.clone(), memory: machine.read(data, dataSize) };
}

const littleEndian = (bytes: Uint8Array): bigint =>
  bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);

/** The index of an address in the data. */
const at = (address: bigint): number => Number(address - data);

/** What the meaning says: the state and the data after the instruction; `inexact` are locations that it does not know. */
function predict(state: State, { meaning }: Decoded, memory: Uint8Array) {
  const after = state.clone();
  const bytes = memory.slice();
  const inexact = new Set<Location>();
  const { memory: shape, stored = [], control, condition } = meaning;
  const base = shape === undefined ? 0n : evaluate(accessAddress(shape), valueOf);
  function valueOf(name: Location): bigint {
    const element = /^load(\d+)$/.exec(name);
    if (element === null) {
      return read(state, name);
    }
    const { size } = shape as NonNullable<typeof shape>;
    const start = at(base) + Number(element[1]) * size;
    return littleEndian(memory.subarray(start, start + size));
  }
  for (const { location, value } of meaning.writes) {
    if (isExact(value)) {
      write(after, location, evaluate(value, valueOf));
    } else {
      inexact.add(location);
    }
  }
  for (const [index, value] of stored.entries()) {
    const { size } = shape as NonNullable<typeof shape>;
    let left = evaluate(value, valueOf);
    for (let byte = 0; byte < size; byte += 1, left >>= 8n) {
      bytes[at(base) + index * size + byte] = Number(left & 0xffn);
    }
  }
  let next = code + 4n;
  if (
    control?.kind === 'branch' &&
    (condition === undefined || evaluate(condition, valueOf) === 1n)
  ) {
    next = evaluate(control.target, valueOf);
  }
  after.set('pc', next);
  return { after, bytes, inexact };
}

const names = (): RegisterName[] => [
  ...[...machine.observable].filter((name) => name !== 'pc'),
  'pc',
];

function startState(random: Random): State {
  const state = machine.resetState();
  for (const location of locations) {
    write(state, location, randomValue(location, random));
  }
  // So that there is something equal to compare, and no exception before.
  const shared = randomValue('v0', random);
  for (const location of vectors.filter(() => random(3) === 0)) {
    state.set(location, shared);
  }
  if (random(2) === 0) {
    state.set('fpsr', 0n);
  }
  state.set('pc', code);
  return state;
}

/** How an instruction names a location: by the field with its number, or by itself; undefined where two fields do. */
function roleOf(location: Location, { fields }: Decoded): string | undefined {
  const number = location === 'sp' ? 31 : Number(/^[xv](\d+)$/.exec(location)?.[1] ?? -1);
  const naming = Object.keys(fields).filter(
    (name) => /^R[a-z]\d?$/.test(name) && fields[name] === number,
  );
  if (naming.length === 0) {
    // The second of a list of registers, and those after it.
    const distance = (number - (fields['Rn'] ?? 0)) & 31;
    return location.startsWith('v') && number >= 0 && distance < 4 ? `Rn + ${distance}` : location;
  }
  return naming.length === 1 ? `${naming[0]} as ${location.replace(/\d+$/, '')}` : undefined;
}

/**
 * Another value of what an instruction reads of a location: the upper half of it for a vector register, so that no bit
 * is read too many; every bit of FPCR.
 */
function disturbRead(state: State, location: Location, { reads }: Decoded, random: Random): void {
  const before = read(state, location);
  const fresh = randomValue(location, random);
  if (location === 'fpcr') {
    write(state, location, before ^ fpcrBits);
  } else if (/^v\d/.test(location)) {
    const width = reads.get(location) ?? 0;
    const mask = ((1n << BigInt(width)) - 1n) ^ ((1n << BigInt(width >> 1)) - 1n);
    write(state, location, (before & ~mask) | (fresh & mask));
  } else {
    write(state, location, fresh);
  }
}

/** Whether another value in one location that it reads makes a difference to anything. */
function makesDifference(
  location: Location,
  instruction: Decoded,
  before: State,
  first: Run,
  random: Random,
): boolean {
  const state = before.clone();
  disturbRead(state, location, instruction, random);
  const { base, index } = instruction.meaning.memory ?? {};
  if (location === base || location === index?.register) {
    aim(state, instruction, random);
  }
  const second = run(state, instruction.word);
  const { after } = first;
  return (
    after.get('pc') !== second.after.get('pc') ||
    Buffer.compare(first.memory, second.memory) !== 0 ||
    [...instruction.writes].some((written) => read(after, written) !== read(second.after, written))
  );
}

function wordsOf({ pattern, fp }: Form): number {
  if (pattern.fields.has('CRn')) {
    return wordsOfSystemForm;
  }
  return fp ? wordsOfVectorForm : wordsOfForm;
}

/** Everything that the engine and the table see differently. */
function disagreements(form: Form, seed: number): string[] {
  const random = randomFrom(seed);
  const found = new Set<string>();
  /** Whether what is said to be read has made a difference, by its role. */
  const differed = new Map<string, boolean>();
  const seen = new Set<number>();
  const words = wordsOf(form);
  const isIdle = (): boolean => [...differed.values()].includes(false);
  for (let index = 0; index < words || (index < words * 10 && isIdle()); index += 1) {
    const instruction = randomInstruction(form, random);
    if (instruction === undefined) {
      return ['no word of this form is allocated'];
    }
    const { word } = instruction;
    if (seen.has(word)) {
      continue;
    }
    seen.add(word);
    const name = `0x${word.toString(16).padStart(8, '0')}`;
    for (let round = 0; round < statesOfWord; round += 1) {
      const state = startState(random);
      fill(state, instruction, random);
      aim(state, instruction, random);
      const memory = machine.read(data, dataSize);
      const first = run(state, word);
      const expected = predict(state, instruction, memory);
      for (const register of differences(first.after, expected.after, maskOf(names()))) {
        const flags = ['n', 'z', 'c', 'v'] as const;
        const excused =
          expected.inexact.has(register as Location) ||
          (register === 'pstate' && flags.some((flag) => expected.inexact.has(flag))) ||
          (register === 'sp_el2' && expected.inexact.has('sp'));
        if (!excused) {
          found.add(
            `${name}: ${register} is 0x${first.after.get(register).toString(16)}, not 0x${expected.after.get(register).toString(16)}`,
          );
        }
      }
      if (Buffer.compare(first.memory, expected.bytes) !== 0) {
        found.add(`${name}: memory differs`);
      }
      for (const location of instruction.reads.keys()) {
        const role = locations.includes(location) ? roleOf(location, instruction) : undefined;
        if (role !== undefined && differed.get(role) !== true) {
          const differs = makesDifference(location, instruction, state, first, random);
          differed.set(role, differs);
        }
      }
      const other = state.clone();
      disturb(other, instruction, random);
      const second = run(other, word);
      for (const location of instruction.writes) {
        if (read(first.after, location) !== read(second.after, location)) {
          found.add(`${name}: ${location} depends on what is said not to be read`);
        }
      }
      if (Buffer.compare(first.memory, second.memory) !== 0) {
        found.add(`${name}: memory depends on what is said not to be read`);
      }
    }
  }
  const idle = [...differed].filter(([, differs]) => !differs);
  return [...idle.map(([role]) => `${role} makes no difference`), ...found].slice(0, 4);
}

/** Whether the instruction does nothing but go on: no exception, nothing to wait for. */
function goesOn(form: Form): boolean {
  const control = form.meaning({}).control?.kind;
  return control === undefined || control === 'branch';
}

/** Operations on caches and TLBs, which the engine has not; DC ZVA takes an abort where the MMU is off. */
const isOperation = ({ system }: Meaning): boolean =>
  system?.kind === 'sys' || system?.kind === 'sysl';

/** Not what its processor does not have, nor what the machine does in its place. */
function isForTheEngine(form: Form): boolean {
  const { feature, fp, meaning } = form;
  return feature === undefined && (fp || (goesOn(form) && !isOperation(meaning({}))));
}

describe('what the table says of a form is what the engine does', () => {
  test.each(forms.filter(isForTheEngine).map((form, index) => [form.name, form, index] as const))(
    '%s',
    (_, form, index) => {
      expect(disagreements(form, index + 1)).toEqual([]);
    },
  );
});
