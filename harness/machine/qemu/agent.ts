import { encodeForm } from '../../architecture/a64/instructions.ts';
import { codeOf } from '../../architecture/a64/word.ts';
import type { InstructionWord } from '../../architecture/a64/word.ts';
import type { RegisterInfo, RegisterName } from '../../architecture/registers.ts';
import { registers } from '../../architecture/registers.ts';
import type { State } from '../../architecture/state.ts';
import type { SystemEncoding } from '../../architecture/system-encoding.ts';

/*
 * The debug port reads every register, but writes general ones alone. So a piece of code at EL2, the agent, loads the rest
 * from a table in memory, and leaves for the code under test: by ERET to a lower level, or with PC written from outside.
 */

/** Where the agent and its table lie: in memory of the emulator that no machine maps. */
export const agentAddress = 0x4700_0000;
const tableAddress = agentAddress + 0x1_0000;

/** x0: the table. x1: what it takes from there. */
const base = 0;
const scratch = 1;
const stackPointer = 31;

const spEl0: SystemEncoding = { op0: 3, op1: 0, crn: 4, crm: 1, op2: 0 };
const spEl1: SystemEncoding = { op0: 3, op1: 4, crn: 4, crm: 1, op2: 0 };
const fpcr: SystemEncoding = { op0: 3, op1: 3, crn: 4, crm: 4, op2: 0 };
const fpsr: SystemEncoding = { op0: 3, op1: 3, crn: 4, crm: 4, op2: 1 };
const daif: SystemEncoding = { op0: 3, op1: 3, crn: 4, crm: 2, op2: 1 };
const nzcv: SystemEncoding = { op0: 3, op1: 3, crn: 4, crm: 2, op2: 0 };

/** Registers that this processor lacks, which has no EL3, or that no MSR writes. */
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
  'pmcntenset_el0',
  'pmintenset_el1',
]);

/** Controls that change what the agent itself does, or can do: last of all. */
const controls: ReadonlySet<RegisterName> = new Set([
  'hcr_el2',
  'sctlr_el2',
  'cptr_el2',
  'mdcr_el2',
]);

/** Where the agent stops, for PC to be written. */
export interface Agent {
  readonly code: Uint8Array;
  /** Address of the first instruction. */
  readonly start: bigint;
  /** All is loaded, at EL2 with SP_EL2; x0-x30 are free. */
  readonly loaded: bigint;
  /** An ERET: for a start below EL2. */
  readonly eret: bigint;
  /** Selects SP_EL0 at EL2, and ends at `selected`. */
  readonly selectsSp0: bigint;
  readonly selected: bigint;
}

/** The registers that the agent loads. */
export const loadedRegisters: readonly RegisterInfo[] = registers.filter(
  ({ name, encoding }) => encoding !== undefined && !left.has(name),
);

function msr({ op0, op1, crn, crm, op2 }: SystemEncoding): InstructionWord {
  const fields = { o0: op0 - 2, op1, CRn: crn, CRm: crm, op2, Rt: scratch };
  return encodeForm('MSR (register)', fields);
}

function load(index: number): InstructionWord {
  const fields = { size: 3, opc: 1, imm12: index, Rn: base, Rt: scratch };
  return encodeForm('LDR/STR (unsigned offset)', fields);
}

/** LDR of a Q register, from a multiple of 16 bytes. */
function loadVector(number: number, index: number): InstructionWord {
  const fields = { size: 0, opc: 3, imm12: index / 2, Rn: base, Rt: number };
  return encodeForm('LDR/STR (unsigned offset, SIMD&FP)', fields);
}

/** MOV SP, X1 */
const moveToSp = encodeForm('ADD/SUB (immediate)', { sf: 1, Rn: scratch, Rd: stackPointer });

/** One value of the table, and the instructions that take it. */
interface Entry {
  readonly value: (state: State) => bigint;
  readonly take: (index: number) => readonly InstructionWord[];
}

function entryOf(register: RegisterName, encoding: SystemEncoding, mask?: bigint): Entry {
  return {
    value: (state) => state.get(register) & (mask ?? 0xffff_ffff_ffff_ffffn),
    take: (index) => [load(index), msr(encoding)],
  };
}

const nzcvBits = 0xf000_0000n;
const daifBits = 0x3c0n;

function entries(): readonly Entry[] {
  const vectors = registers.filter(({ kind }) => kind === 'vector');
  const halves = vectors.flatMap(({ name }, number): Entry[] => [
    {
      value: (state) => state.get(name) & 0xffff_ffff_ffff_ffffn,
      take: (index) => [loadVector(number, index)],
    },
    { value: (state) => state.get(name) >> 64n, take: () => [] },
  ]);
  const rows = (wanted: boolean): Entry[] =>
    loadedRegisters
      .filter(({ name }) => controls.has(name) === wanted)
      .map(({ name, encoding }) => entryOf(name, encoding as SystemEncoding));
  return [
    ...halves,
    entryOf('fpcr', fpcr),
    entryOf('fpsr', fpsr),
    ...rows(false),
    entryOf('sp_el0', spEl0),
    entryOf('sp_el1', spEl1),
    { value: (state) => state.get('sp_el2'), take: (index) => [load(index), moveToSp] },
    entryOf('pstate', nzcv, nzcvBits),
    entryOf('pstate', daif, daifBits),
    ...rows(true),
  ];
}

const table = entries();

const isb = encodeForm('ISB', { CRm: 15 });
const eret = encodeForm('ERET');
const selectSp0 = encodeForm('MSR (immediate) SPSel', { CRm: 0 });
const nop = encodeForm('NOP');

/** The agent's code, which does not depend on what it loads. */
export function agent(): Agent {
  const words = [...table.flatMap(({ take }, index) => take(index)), isb];
  const at = (index: number): bigint => BigInt(agentAddress + index * 4);
  const loaded = words.length;
  words.push(nop, eret, selectSp0, nop);
  return {
    code: Uint8Array.from(words.flatMap((word) => [...codeOf(word)])),
    start: at(0),
    loaded: at(loaded),
    eret: at(loaded + 1),
    selectsSp0: at(loaded + 2),
    selected: at(loaded + 3),
  };
}

/** What the table holds for a start from a state. */
export function tableOf(state: State): { readonly address: number; readonly bytes: Uint8Array } {
  const words = BigUint64Array.from(table, ({ value }) => value(state));
  return { address: tableAddress, bytes: new Uint8Array(words.buffer) };
}

/** Its registers at its start: x0 is the table's address. */
export const tablePointer = BigInt(tableAddress);
