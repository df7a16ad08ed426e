import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { accessAddress } from '../../architecture/a64/access-address.ts';
import type { Decoded } from '../../architecture/a64/decode.ts';
import { decode, formOf, widthOfLocation } from '../../architecture/a64/decode.ts';
import type { Form, Location, Meaning } from '../../architecture/a64/form.ts';
import { forms } from '../../architecture/a64/forms.ts';
import { keyOf } from '../../architecture/a64/pointer-authentication.ts';
import type { Fields } from '../../architecture/a64/pattern.ts';
import { encodeFields } from '../../architecture/a64/pattern.ts';
import type { ProcessorModel } from '../../architecture/processor-model.ts';
import { pstateBits } from '../../architecture/pstate.ts';
import { decodeInstruction } from '../../architecture/instruction.ts';
import type { RegisterName } from '../../architecture/registers.ts';
import { cortexA72, max } from '../../architecture/processor-model.ts';
import { registerInfo, registers } from '../../architecture/registers.ts';
import type { State } from '../../architecture/state.ts';
import { differences, maskOf } from '../../architecture/state.ts';
import { systemRegisterFeature } from '../../architecture/system-register-features.ts';
import { implementedBits, systemRegisterRow } from '../../architecture/system-register-rows.ts';
import { evaluate } from '../../expression/evaluate.ts';
import { isExact } from '../../expression/expression.ts';
import type { Machine, MemoryMark, Observation } from '../machine.ts';
import { invisible, read, systemNames, write } from '../../testing/machine/located-values.ts';
import { withMonitor } from '../../testing/machine/monitor.ts';
import { randomFrom, randomWord } from '../../testing/random.ts';
import type { Random } from '../../testing/random.ts';
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

/** Words of each form, and states for each word; words of a form for every system register. */
const wordsOfForm = 10;
const statesOfWord = 2;
const wordsOfSystemForm = 240;
/** Tries at most to see that a read makes a difference. */
const triesOfReads = 400;
/** There are many forms of vectors, of few kinds. */
const wordsOfVectorForm = 10;

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
 * System registers that the engine is asked for: not what runs by itself, what EL2 has no access to, nor what enables a
 * breakpoint or a watchpoint, which it does not survive.
 */
const accessible = registers.filter(
  ({ name, encoding, volatile }) =>
    encoding !== undefined &&
    !volatile &&
    systemRegisterFeature(encoding) === undefined &&
    !/^(scr_el3|dbg[bw]cr\d_el1)$/.test(name),
);

/** Values of the fields by chance; the system register, if they name one, is one that is known. */
function randomFields({ pattern, group }: Form, random: Random): Fields {
  const fields = Object.fromEntries(
    [...pattern.fields].map(([name, { width }]) => [name, random(2 ** width)] as const),
  );
  if (group === 'Load register (literal)') {
    return { ...fields, imm19: (Number(data - code) + random(dataSize / 16) * 16) / 4 };
  }
  if (!pattern.fields.has('CRn') || !pattern.fields.has('o0')) {
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

/** FPSR: QC and the cumulative exception flags. */
const fpsrBits = 0x0800_009fn;

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

/** Gives a system register that is read, and on which nothing acts, a value. */
function fill(state: State, { meaning, reads }: Decoded, random: Random): void {
  for (const location of meaning.system?.kind === 'mrs' ? reads.keys() : []) {
    const name = systemNames.get(location);
    const row = name === undefined ? undefined : systemRegisterRow(name, cortexA72);
    if (row !== undefined && (row.acts === 0n || row.actsWhile !== undefined)) {
      write(state, location, (randomWord(random) & row.written) | row.ones);
    }
  }
}

/** Lets it use its key; not where the base of an access would no longer be one. */
function enableKey(state: State, instruction: Decoded, random: Random): void {
  if (keyOf(instruction) !== undefined && instruction.meaning.memory === undefined) {
    state.set('sctlr_el2', state.get('sctlr_el2') | 0xc800_2000n);
    for (const { name } of registers.filter((info) => /^ap.*key/.test(info.name))) {
      state.set(name, randomWord(random));
    }
  }
}

/** Of a value for SCTLR_EL2, its M is 0: the code lies at no virtual address. */
function keepMmuOff(state: State, { word }: Decoded): void {
  const instruction = decodeInstruction(word);
  if (instruction.kind === 'msr' && instruction.operand === 'sctlr_el2' && instruction.rt < 31) {
    const register = `x${instruction.rt}` as RegisterName;
    state.set(register, state.get(register) & ~1n);
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
/** FPCR: AHP, DN, FZ and RMode, and FZ16 with FEAT_FP16. */
let fpcrBits: bigint;

function open(processor: ProcessorModel): void {
  machine = createMachine(processor);
  fpcrBits = implementedBits(registerInfo('fpcr'), processor);
  machine.map([
    { name: 'code', address: code & ~0xfffn, size: 0x2000 },
    { name: 'data', address: data, size: dataSize },
  ]);
  machine.write({ address: data, bytes: bytesOfData, execute: false });
  mark = machine.mark();
  observation = machine.newObservation();
}

interface Run {
  readonly after: State;
  readonly memory: Uint8Array;
}

function run(state: State, instruction: Decoded): Run {
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
  machine.run({ ...trial, watch: 'nothing' }, observation);
  if (observation.exceptions.length > 0) {
    throw new Error(`0x${instruction.word.toString(16)}: ${observation.exceptions[0]?.cause.kind}`);
  }
  const after = observation.after.clone();
  // What kind of branch it was: no form says it.
  after.set('pstate', after.get('pstate') & ~pstateBits.btype);
  return { after, memory: machine.read(data, dataSize) };
}

const littleEndian = (bytes: Uint8Array): bigint =>
  bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);

/** The index of an address in the data. */
const at = (address: bigint): number => Number(address - data);

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
    const value = withMonitor(written, true);
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
    if (isExact(control.target)) {
      next = evaluate(control.target, valueOf);
    } else {
      inexact.add('pc');
    }
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

/** How an instruction names a location: by the field with its number, or without one; undefined where two fields do. */
function roleOf(location: Location, { fields }: Decoded): string | undefined {
  const number = location === 'sp' ? 31 : Number(/^[xv](\d+)$/.exec(location)?.[1] ?? -1);
  const naming = Object.keys(fields).filter(
    (name) => /^R[a-z]\d?$/.test(name) && fields[name] === number,
  );
  const bank = location.replace(/\d+$/, '');
  if (naming.length === 0 && bank === 'v') {
    // The second of a list of registers, and those after it.
    const distance = (number - (fields['Rn'] ?? 0)) & 31;
    return distance < 4 ? `Rn + ${distance}` : bank;
  }
  return naming.length > 1 ? undefined : [...naming, bank].join(' as ');
}

/** What only loads into the zero register shows nothing, nor does a code that is wrong whatever it should be. */
function showsReads(instruction: Decoded): boolean {
  const { form, meaning, writes } = instruction;
  if (keyOf(instruction) !== undefined && !form.name.startsWith('PAC')) {
    return false;
  }
  // It needs luck to find what is equal.
  if (form.name.startsWith('CAS')) {
    return false;
  }
  return meaning.memory?.kind !== 'load' || [...writes].some((written) => !invisible.has(written));
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
  const second = run(state, instruction);
  const { after } = first;
  return (
    after.get('pc') !== second.after.get('pc') ||
    Buffer.compare(first.memory, second.memory) !== 0 ||
    [...instruction.writes].some((written) => read(after, written) !== read(second.after, written))
  );
}

/** What is said to be read and makes no difference, however often it is tried. */
function idleReads(form: Form, random: Random): string[] {
  const differed = new Map<string, boolean>();
  for (let tries = 0; tries < triesOfReads; tries += 1) {
    const instruction = randomInstruction(form, random);
    if (
      instruction === undefined ||
      (tries >= wordsOfForm && ![...differed.values()].includes(false))
    ) {
      break;
    }
    if (!showsReads(instruction)) {
      continue;
    }
    const state = startState(random);
    fill(state, instruction, random);
    enableKey(state, instruction, random);
    aim(state, instruction, random);
    let first: Run | undefined;
    for (const location of instruction.reads.keys()) {
      const role = locations.includes(location) ? roleOf(location, instruction) : undefined;
      if (role !== undefined && differed.get(role) !== true) {
        first ??= run(state, instruction);
        differed.set(role, makesDifference(location, instruction, state, first, random));
      }
    }
  }
  const idle = [...differed].filter(([, differs]) => !differs);
  return idle.map(([role]) => `${role} makes no difference`);
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
  const seen = new Set<number>();
  const words = wordsOf(form);
  for (let index = 0; index < words; index += 1) {
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
      enableKey(state, instruction, random);
      aim(state, instruction, random);
      keepMmuOff(state, instruction);
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
  return [...idleReads(form, random), ...found].slice(0, 4);
}

/** Operations on caches and TLBs, which the engine has not; DC ZVA takes an abort where the MMU is off. */
const isOperation = ({ system }: Meaning): boolean =>
  system?.kind === 'sys' || system?.kind === 'sysl';

/** Whether the instruction does nothing but go on: no exception, nothing to wait for. */
const goesOn = ({ control }: Meaning): boolean =>
  control === undefined || control.kind === 'branch';

/** Not what its processor does not have, nor what the machine does in its place. */
function isForTheEngine(form: Form, isThere: (feature: string | undefined) => boolean): boolean {
  const sample = isThere(form.feature) ? randomInstruction(form, randomFrom(1)) : undefined;
  return sample !== undefined && goesOn(sample.meaning) && !isOperation(sample.meaning);
}

const later = (feature: string | undefined): boolean =>
  feature !== undefined && max.features.has(feature);

describe.each([
  ['Armv8.0 on cortex-a72', cortexA72, (feature: string | undefined) => feature === undefined],
  ['what came later on max', max, later],
] as const)(
  'what the table says of a form is what the engine does: %s',
  (_, processor, isThere) => {
    beforeAll(() => open(processor));
    afterAll(() => machine.close());

    test.each(
      forms
        .filter((form) => isForTheEngine(form, isThere))
        .map((form, index) => [form.name, form, index] as const),
    )('%s', (_name, form, index) => {
      expect(disagreements(form, index + 1)).toEqual([]);
    });
  },
);
