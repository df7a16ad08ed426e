import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { accessAddress } from '../../architecture/a64/access-address.ts';
import type { Decoded } from '../../architecture/a64/decode.ts';
import { decode, formOf, widthOfLocation } from '../../architecture/a64/decode.ts';
import type { Form, Location, Value } from '../../architecture/a64/form.ts';
import { forms } from '../../architecture/a64/forms.ts';
import type { Fields } from '../../architecture/a64/pattern.ts';
import { encodeFields } from '../../architecture/a64/pattern.ts';
import type { RegisterName } from '../../architecture/registers.ts';
import type { State } from '../../architecture/state.ts';
import { differences, maskOf } from '../../architecture/state.ts';
import { evaluate } from '../../expression/evaluate.ts';
import { constant, isExact } from '../../expression/expression.ts';
import type { Machine, MemoryMark, Observation } from '../machine.ts';
import { createMachine } from './unicorn-machine.ts';

/**
 * Each form of the table against the engine, with words and states by chance: what it does not read makes no
 * difference, what it does not write does not change, and its meaning gives what the engine gives.
 */

/** Where the instruction is; another may run before it. */
const code = 0x4001_0100n;
const data = 0x4002_0000n;
const dataSize = 0x2000;
const middle = data + BigInt(dataSize / 2);
const bytesOfData = randomBytes(randomFrom(7), dataSize);

/** Words of each form, and states for each word. */
const wordsOfForm = 24;
const statesOfWord = 3;
/** Words of each form whose reads are each shown to make a difference. */
const wordsOfReads = 6;

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

const halves = new Uint32Array(2);
const whole = new BigUint64Array(halves.buffer);

function randomWord(random: Random): bigint {
  const corner = random(3) === 0 ? corners[random(corners.length)] : undefined;
  if (corner !== undefined) {
    return corner;
  }
  halves[0] = random(2 ** 32);
  halves[1] = random(2 ** 32);
  return whole[0] as bigint;
}

function randomBytes(random: Random, size: number): Uint8Array {
  return Uint8Array.from({ length: size }, () => random(256));
}

/** An allocated word of the form that is not unpredictable; undefined where chance gives none. */
function randomInstruction({ pattern }: Form, form: Form, random: Random): Decoded | undefined {
  for (let tries = 0; tries < 200; tries += 1) {
    const fields = Object.fromEntries(
      [...pattern.fields].map(([name, { width }]) => [name, random(2 ** width)] as const),
    );
    if (form.group === 'Load register (literal)') {
      fields['imm19'] = (Number(data - code) + random(dataSize / 16) * 16) / 4;
    }
    const word = encodeFields(pattern, fields);
    const decoded = formOf(word) === form ? decode(word) : undefined;
    if (decoded?.meaning.unpredictable === undefined && decoded !== undefined && canAim(decoded)) {
      return decoded;
    }
  }
  return undefined;
}

/** Whether there is a base, SP a multiple of 16, with which the access lies in the data, aligned. */
function canAim({ meaning: { memory } }: Decoded): boolean {
  if (memory === undefined) {
    return true;
  }
  const { base, offset, index, size } = memory;
  return index?.register === undefined
    ? base !== 'sp' || offset % size === 0
    : index.register !== base;
}

/**
 * What has to run before a store exclusive, so that it stores: the load exclusive of the same memory, into the register
 * of the status, which it does not read.
 */
function monitorSetter({ word, fields, meaning: { memory } }: Decoded): number | undefined {
  if (memory?.exclusive !== true || memory.kind === 'load') {
    return undefined;
  }
  const { size, sz, Rs = 0, Rn = 0 } = fields;
  const [name, width] =
    size === undefined
      ? (['LDXP/LDAXP', { sz, Rt2: 31 }] as const)
      : (['LDXR/LDAXR', { size }] as const);
  const loader = forms.find((each) => each.name === name);
  if (loader === undefined) {
    throw new Error(`0x${word.toString(16)}: no ${name}`);
  }
  return encodeFields(loader.pattern, { ...(width as Fields), Rt: Rs, Rn });
}

const general = Array.from({ length: 31 }, (_, number) => `x${number}` as RegisterName);
const vectors = Array.from({ length: 32 }, (_, number) => `v${number}` as RegisterName);

/** FPCR: AHP, DN, FZ and RMode. FPSR: QC and the cumulative exception flags. */
const fpcrBits = 0x07c0_0000n;
const fpsrBits = 0x0800_009fn;

const flagBits: Readonly<Record<string, bigint>> = { n: 31n, z: 30n, c: 29n, v: 28n };

function read(state: State, location: Location): bigint {
  const flag = flagBits[location];
  if (flag !== undefined) {
    return (state.get('pstate') >> flag) & 1n;
  }
  return state.get(location === 'sp' ? 'sp_el2' : (location as RegisterName));
}

function write(state: State, location: Location, value: bigint): void {
  const flag = flagBits[location];
  if (flag === undefined) {
    state.set(location === 'sp' ? 'sp_el2' : (location as RegisterName), value);
  } else {
    const pstate = state.get('pstate') & ~(1n << flag);
    state.set('pstate', pstate | (value << flag));
  }
}

const locations: readonly Location[] = [
  ...(general as Location[]),
  ...(vectors as Location[]),
  ...(['sp', 'n', 'z', 'c', 'v', 'fpcr', 'fpsr'] as const),
];

/** The monitor, the event register and tags show in nothing. */
const isVisible = (location: Location): boolean => locations.includes(location);

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
        width === 128 ? (randomWord(random) << 64n) | randomWord(random) : randomWord(random);
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

/** Moves the base and the index so that the access lies in the data, aligned. */
function aim(state: State, { meaning: { memory } }: Decoded, random: Random): void {
  if (memory === undefined || memory.base === 'pc') {
    return;
  }
  const { base, offset, index, size } = memory;
  if (index?.register !== undefined) {
    const distance = random(16) - (index.extend === 'uxtw' ? 0 : 8);
    write(state, index.register, BigInt.asUintN(64, BigInt(distance * size)));
  }
  const start = middle + BigInt(random(16) * 32) - BigInt(offset);
  write(state, base, base === 'sp' ? start & ~0xfn : start);
}

let machine: Machine;
let mark: MemoryMark;
let observation: Observation;

beforeAll(() => {
  machine = createMachine();
  machine.map([
    { name: 'code', address: code & ~0xfffn, size: 0x2000 },
    { name: 'data', address: data, size: dataSize },
  ]);
  machine.write({ address: data, bytes: bytesOfData, execute: false });
  mark = machine.mark();
  observation = machine.newObservation();
});

afterAll(() => machine.close());

interface Outcome {
  readonly after: State;
  readonly memory: Uint8Array;
}

function run(state: State, instruction: Decoded): Outcome {
  machine.rewind(mark);
  const before = monitorSetter(instruction);
  const words = [...(before === undefined ? [] : [before]), instruction.word];
  const start = code - BigInt(words.length - 1) * 4n;
  const bytes = new Uint8Array(words.length * 4);
  for (const [index, word] of words.entries()) {
    new DataView(bytes.buffer).setUint32(index * 4, word, true);
  }
  machine.write({ address: start, bytes, execute: true });
  state.set('pc', start);
  const trial = { state, start: 'code', budget: words.length, stops: new Map() } as const;
  machine.run({ ...trial, watch: 'steps' }, observation);
  if (observation.exceptions.length > 0) {
    throw new Error(`0x${instruction.word.toString(16)}: ${observation.exceptions[0]?.cause.kind}`);
  }
  return { after: observation.after.clone(), memory: machine.read(data, dataSize) };
}

const littleEndian = (bytes: Uint8Array): bigint =>
  bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);

/** The index of an address in the data. */
const at = (address: bigint): number => Number(address - data);

/** With the monitor that `monitorSetter` sets, a store exclusive stores. */
function withMonitor(value: Value): Value {
  switch (value.kind) {
    case 'opaque':
      return value.function === 'ExclusiveMonitorsPass' ? constant(1, 1) : value;
    case 'operation':
      return { ...value, operands: value.operands.map(withMonitor) };
    default:
      return value;
  }
}

/** What the meaning says: the state and the data after the instruction; `inexact` are locations that it does not know. */
function predict(state: State, { meaning }: Decoded) {
  const after = state.clone();
  const bytes = bytesOfData.slice();
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
    return littleEndian(bytesOfData.subarray(start, start + size));
  }
  for (const { location, value: written } of meaning.writes) {
    if (!isVisible(location)) {
      continue;
    }
    const value = withMonitor(written);
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
  state.set('pc', code);
  return state;
}

/** Whether the engine gives something else where only this location differs: in what is written, in memory or in PC. */
function hasInfluence(instruction: Decoded, location: Location, random: Random): boolean {
  const width = instruction.reads.get(location) ?? 0;
  const { memory } = instruction.meaning;
  const isAddress = location === memory?.base || location === memory?.index?.register;
  for (let tries = 0; tries < 16; tries += 1) {
    const state = startState(random);
    aim(state, instruction, random);
    const other = state.clone();
    const elsewhere = state.clone();
    aim(elsewhere, instruction, random);
    const value = isAddress ? read(elsewhere, location) : randomValue(location, random);
    const high = (read(other, location) >> BigInt(width)) << BigInt(width);
    write(other, location, high | BigInt.asUintN(width, value));
    const [first, second] = [run(state, instruction), run(other, instruction)];
    const isDifferent =
      [...instruction.writes]
        .filter(isVisible)
        .some((written) => read(first.after, written) !== read(second.after, written)) ||
      Buffer.compare(first.memory, second.memory) !== 0 ||
      first.after.get('pc') !== second.after.get('pc');
    if (isDifferent) {
      return true;
    }
  }
  return false;
}

/** Reads that make no difference. What only loads into the zero register shows nothing. */
function idleReads(instruction: Decoded, random: Random): Location[] {
  const { meaning, writes } = instruction;
  if (meaning.memory?.kind === 'load' && ![...writes].some(isVisible)) {
    return [];
  }
  return [...instruction.reads.keys()].filter(
    (location) => isVisible(location) && !hasInfluence(instruction, location, random),
  );
}

/** Everything that the engine and the table see differently. */
function disagreements(form: Form, seed: number): string[] {
  const random = randomFrom(seed);
  const found = new Set<string>();
  for (let index = 0; index < wordsOfForm; index += 1) {
    const instruction = randomInstruction(form, form, random);
    if (instruction === undefined) {
      return ['no word of this form is allocated'];
    }
    const { word } = instruction;
    const name = `0x${word.toString(16).padStart(8, '0')}`;
    for (const location of index < wordsOfReads ? idleReads(instruction, random) : []) {
      found.add(`${name}: what is in ${location} makes no difference`);
    }
    for (let round = 0; round < statesOfWord; round += 1) {
      const state = startState(random);
      aim(state, instruction, random);
      const expected = predict(state, instruction);
      const first = run(state, instruction);
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
      const other = state.clone();
      disturb(other, instruction, random);
      const second = run(other, instruction);
      for (const location of [...instruction.writes].filter(isVisible)) {
        if (read(first.after, location) !== read(second.after, location)) {
          found.add(`${name}: ${location} depends on what is said not to be read`);
        }
      }
      if (Buffer.compare(first.memory, second.memory) !== 0) {
        found.add(`${name}: memory depends on what is said not to be read`);
      }
    }
  }
  return [...found].slice(0, 4);
}

/** What the engine does by itself and the machine does in its place, or what its processor does not have. */
function isForTheEngine({ feature, pattern }: Form): boolean {
  const sample = decode(encodeFields(pattern, {}));
  return feature === undefined && sample?.meaning.system === undefined;
}

describe('what the table says of a form is what the engine does', () => {
  test.each(forms.filter(isForTheEngine).map((form, index) => [form.name, form, index] as const))(
    '%s',
    (_, form, index) => {
      expect(disagreements(form, index + 1)).toEqual([]);
    },
  );
});
