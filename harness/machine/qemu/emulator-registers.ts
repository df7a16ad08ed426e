import { currentLevel, pstateBits } from '../../architecture/pstate.ts';
import type { RegisterName } from '../../architecture/registers.ts';
import { registers } from '../../architecture/registers.ts';
import type { State } from '../../architecture/state.ts';
import { coreWords } from './debug-port.ts';
import type { CoreRegisters, DebugPort } from './debug-port.ts';

/** What QEMU calls registers that it does not call by the manual's name. */
const otherNames: ReadonlyMap<RegisterName, string> = new Map([
  ['cntkctl_el1', 'CNTKCTL'],
  ['sctlr_el1', 'SCTLR'],
  ['cpacr_el1', 'CPACR'],
  ['vbar_el1', 'VBAR'],
  ['amair_el1', 'AMAIR0'],
  ['csselr_el1', 'CSSELR'],
]);

/** v0-v31, FPSR and FPCR follow the core registers (feature org.gnu.gdb.aarch64.fpu). */
const firstVector = 34;
const fpsrNumber = 66;
const fpcrNumber = 67;

const stackWord = 31;
export const pcWord = 32;
/** PSTATE's number, of 32 bits. */
export const pstateNumber = 33;

interface Row {
  readonly name: RegisterName;
  /** Of the debug port. */
  readonly number: number;
}

/** The registers of a state, by the numbers of the debug port. */
export class EmulatorRegisters {
  readonly held: ReadonlySet<RegisterName>;
  readonly #rows: readonly Row[];

  constructor(numbers: ReadonlyMap<string, number>) {
    this.#rows = registers.flatMap(({ name, kind }, index): Row[] => {
      switch (kind) {
        case 'general':
        case 'pc':
        case 'pstate':
          return [];
        case 'vector':
          return [{ name, number: firstVector + index - firstVectorIndex }];
        case 'fp-control':
          return [{ name, number: name === 'fpsr' ? fpsrNumber : fpcrNumber }];
        case 'sp':
        case 'system': {
          const number = numbers.get(otherNames.get(name) ?? name.toUpperCase());
          return number === undefined ? [] : [{ name, number }];
        }
      }
    });
    const core = registers.filter(({ kind }) => /^(general|pc|pstate)$/.test(kind));
    this.held = new Set([...core, ...this.#rows].map(({ name }) => name));
  }

  /** Everything that the processor holds, with core registers that were read before. */
  read(port: DebugPort, into: State, core: CoreRegisters): void {
    const requests = this.#rows.map(({ number }) => `p${number.toString(16)}`);
    const answers = port.askAll(requests);
    this.#rows.forEach(({ name }, index) => into.set(name, fromHex(answers[index] ?? '')));
    putCore(into, core);
  }

  /** One register. */
  value(port: DebugPort, name: RegisterName): bigint {
    const number = this.#rows.find((row) => row.name === name)?.number ?? 0;
    return fromHex(port.ask(`p${number.toString(16)}`));
  }
}

const firstVectorIndex = registers.findIndex(({ kind }) => kind === 'vector');

/**
 * The core registers as part of a state: SP is that of the level, which has a copy of its own only while it does not run. In
 * AArch32 state it is no SP.
 */
export function putCore(state: State, { words, cpsr }: CoreRegisters): void {
  for (let index = 0; index < stackWord; index += 1) {
    state.words[index] = words[index] as bigint;
  }
  state.set('pc', words[pcWord] as bigint);
  state.set('pstate', BigInt(cpsr));
  if ((cpsr & Number(pstateBits.nRW)) === 0) {
    state.set(stackOf(state), words[stackWord] as bigint);
  }
}

/** The core registers of a state in AArch32 state, which has no SP among them. */
export function coreOf(state: State): CoreRegisters {
  const words = new BigUint64Array(coreWords);
  words.set(state.words.subarray(0, stackWord));
  words[pcWord] = state.get('pc');
  return { words, cpsr: Number(state.get('pstate')) };
}

function stackOf(state: State): RegisterName {
  const usesOwn = (state.get('pstate') & 1n) !== 0n;
  const level = currentLevel(state);
  return level === 0 || !usesOwn ? 'sp_el0' : level === 1 ? 'sp_el1' : 'sp_el2';
}

/** Little-endian. */
function fromHex(text: string): bigint {
  const bytes = (text.match(/../g) ?? []).toReversed();
  return bytes.length === 0 ? 0n : BigInt(`0x${bytes.join('')}`);
}
