import { encodeForm, nop } from '../../architecture/a64/instructions.ts';
import { codeOf } from '../../architecture/a64/word.ts';
import type { InstructionWord } from '../../architecture/a64/word.ts';
import type { RegisterInfo, RegisterName } from '../../architecture/registers.ts';
import { registers } from '../../architecture/registers.ts';
import { systemRegisterFeature } from '../../architecture/system-register-features.ts';
import type { State } from '../../architecture/state.ts';
import type { SystemEncoding } from '../../architecture/system-encoding.ts';
import { ownAddress } from './emulator.ts';

/*
 * The debug port reads every register, but writes general ones alone. So a piece of code at EL3, the agent, loads all of them
 * from a table in memory, and an exception return to any level, in any state, starts the code under test: nothing of EL2 and
 * below is needed for that.
 */

const tableAddress = ownAddress + 0x4000;
/** EL3's vectors, of 2 KiB: arriving there ends a call. */
const vectorsAddress = ownAddress + 0x8000;

/** x30: the table, until it is loaded itself. x0: what MSR writes. */
const base = 30;
const scratch = 0;

const spEl0: SystemEncoding = { op0: 3, op1: 0, crn: 4, crm: 1, op2: 0 };
const spEl1: SystemEncoding = { op0: 3, op1: 4, crn: 4, crm: 1, op2: 0 };
const spEl2: SystemEncoding = { op0: 3, op1: 6, crn: 4, crm: 1, op2: 0 };
const fpcr: SystemEncoding = { op0: 3, op1: 3, crn: 4, crm: 4, op2: 0 };
const fpsr: SystemEncoding = { op0: 3, op1: 3, crn: 4, crm: 4, op2: 1 };
const scrEl3: SystemEncoding = { op0: 3, op1: 6, crn: 1, crm: 1, op2: 0 };
const vbarEl3: SystemEncoding = { op0: 3, op1: 6, crn: 12, crm: 0, op2: 0 };
const spsrEl3: SystemEncoding = { op0: 3, op1: 6, crn: 4, crm: 0, op2: 0 };
const elrEl3: SystemEncoding = { op0: 3, op1: 6, crn: 4, crm: 0, op2: 1 };

/** SCR_EL3: TWE and TWI, so that EL3 has a WFE or WFI that nobody else traps; RW, HCE, and NS with its RES1 neighbours. */
const secureControl = 0x3531n;

/** Registers that no MSR writes, that run by themselves, or that EL3 has for itself. */
const left: ReadonlySet<RegisterName> = new Set([
  'scr_el3',
  'isr_el1',
  'cntpct_el0',
  'cntvct_el0',
  'cntp_tval_el0',
  'cntv_tval_el0',
  'cnthp_tval_el2',
  'pmccntr_el0',
  'pmxevcntr_el0',
  'pmovsclr_el0',
]);

/** Where the agent starts and stops. */
export interface Agent {
  readonly address: number;
  /** Whole pages. */
  readonly code: Uint8Array;
  readonly start: bigint;
  /** The ERET that starts the code under test, with all loaded. */
  readonly eret: bigint;
  /** It, and EL3's vectors of synchronous exceptions: code that runs must stop there. */
  readonly stops: ReadonlySet<bigint>;
}

/** What the agent loads, besides general registers, PC and PSTATE: all that Armv8.0 has. */
const loadedRegisters: readonly RegisterInfo[] = registers.filter(
  ({ name, encoding }) =>
    encoding !== undefined && !left.has(name) && systemRegisterFeature(encoding) === undefined,
);

/** One value of the table, and the instructions that take it. */
interface Entry {
  readonly value: (state: State) => bigint;
  readonly take: (index: number) => readonly InstructionWord[];
}

function load(index: number, register: number): InstructionWord {
  const fields = { size: 3, opc: 1, imm12: index, Rn: base, Rt: register };
  return encodeForm('LDR/STR (unsigned offset)', fields);
}

/** LDR of a Q register, from a multiple of 16 bytes. */
function loadVector(number: number, index: number): InstructionWord {
  const fields = { size: 0, opc: 3, imm12: index / 2, Rn: base, Rt: number };
  return encodeForm('LDR/STR (unsigned offset, SIMD&FP)', fields);
}

function msr({ op0, op1, crn, crm, op2 }: SystemEncoding, value: (state: State) => bigint): Entry {
  const fields = { o0: op0 - 2, op1, CRn: crn, CRm: crm, op2, Rt: scratch };
  const write = encodeForm('MSR (register)', fields);
  return { value, take: (index) => [load(index, scratch), write] };
}

function of(register: RegisterName): (state: State) => bigint {
  return (state) => state.get(register);
}

function entries(): readonly Entry[] {
  const vectors = registers.filter(({ kind }) => kind === 'vector');
  const general = registers.filter(({ kind }) => kind === 'general');
  return [
    ...vectors.flatMap(({ name }, number): Entry[] => [
      {
        value: (state) => state.get(name) & 0xffff_ffff_ffff_ffffn,
        take: (index) => [loadVector(number, index)],
      },
      { value: (state) => state.get(name) >> 64n, take: () => [] },
    ]),
    msr(fpcr, of('fpcr')),
    msr(fpsr, of('fpsr')),
    ...loadedRegisters.map(({ name, encoding }) => msr(encoding as SystemEncoding, of(name))),
    msr(spEl0, of('sp_el0')),
    msr(spEl1, of('sp_el1')),
    msr(spEl2, of('sp_el2')),
    msr(scrEl3, () => secureControl),
    msr(vbarEl3, () => BigInt(vectorsAddress)),
    msr(spsrEl3, of('pstate')),
    msr(elrEl3, of('pc')),
    // The last one is the table's own address.
    ...general.map(({ name }, number): Entry => ({
      value: of(name),
      take: (index) => [load(index, number)],
    })),
  ];
}

const table = entries();
const pageBytes = 0x1000;

/** Bytes, filled up with zeros to whole pages. */
function wholePages(bytes: Uint8Array): Uint8Array {
  const pages = new Uint8Array(Math.ceil(bytes.length / pageBytes) * pageBytes);
  pages.set(bytes);
  return pages;
}

/** The agent's code, which does not depend on what it loads. */
export function agent(): Agent {
  const words = [...table.flatMap(({ take }, index) => take(index)), encodeForm('ERET'), nop];
  const eret = BigInt(ownAddress + (words.length - 2) * 4);
  const vectors = [0x200, 0x400, 0x600].map((offset) => BigInt(vectorsAddress + offset));
  return {
    address: ownAddress,
    code: wholePages(Uint8Array.from(words.flatMap((word) => [...codeOf(word)]))),
    start: BigInt(ownAddress),
    eret,
    stops: new Set([eret, ...vectors]),
  };
}

/** What the table holds for a start from a state, in whole pages. */
export function tableOf(state: State): { readonly address: number; readonly bytes: Uint8Array } {
  const words = BigUint64Array.from(table, ({ value }) => value(state));
  return { address: tableAddress, bytes: wholePages(new Uint8Array(words.buffer)) };
}

/** x30 at the agent's start. */
export const tablePointer = BigInt(tableAddress);
