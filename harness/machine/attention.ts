import type { InstructionWord } from '../architecture/a64/word.ts';
import { decodeInstruction, isAtomic, mayMisalignSp } from '../architecture/instruction.ts';
import type { Instruction } from '../architecture/instruction.ts';
import { loadAlignment } from '../architecture/memory-access.ts';
import type { ProcessorModel } from '../architecture/processor-model.ts';
import type { RegisterName } from '../architecture/registers.ts';
import { mayTrap } from '../architecture/traps.ts';
import { isCountedBranch } from './instruction-count.ts';
import { isOwnExchange } from './own-exchange.ts';
import { ownAccess } from './own-registers.ts';

/**
 * What an engine must do at an instruction of a stretch.
 * - 'stop': the machine does the instruction itself; the engine never runs it.
 * - 'attend': the machine looks at it first, and then lets the engine run it.
 * - 'trace': it may write system registers, and the machine does it where a control traps it.
 * - 'count': execution may go on far from it, or close a loop.
 * - 'align': it may load from an address that is not aligned.
 */
export type Attention = 'stop' | 'attend' | 'trace' | 'count' | 'align';

/** Registers that decide what the machine must check: after a write of one, it looks again. */
const controls: ReadonlySet<string> = new Set<RegisterName>(['cptr_el2', 'cpacr_el1', 'mdcr_el2']);

/** Whether the machine must step over the instruction and then look at the state again. */
export function changesRules(instruction: Instruction, word: InstructionWord): boolean {
  if (instruction.kind === 'msr') {
    return controls.has(instruction.operand);
  }
  if (instruction.kind === 'msr-immediate') {
    return instruction.operand === 'spsel';
  }
  return mayMisalignSp(word);
}

/** Undefined: the engine just runs it. */
export function attentionTo(
  address: number,
  word: InstructionWord,
  processor: ProcessorModel,
): Attention | undefined {
  const instruction = decodeInstruction(word);
  const { feature } = instruction;
  if (feature !== undefined && !processor.features.has(feature)) {
    return instruction.isHint === true ? undefined : 'stop';
  }
  // A control may trap what uses a key; what is atomic must be aligned everywhere.
  if (instruction.key !== undefined && instruction.kind !== 'eret') {
    return 'attend';
  }
  switch (instruction.kind) {
    case 'hvc':
    case 'svc':
    case 'smc':
    case 'brk':
    case 'hlt':
    case 'eret':
    case 'wfi':
    case 'wfe':
    case 'sev':
    case 'sevl':
      return 'stop';
    case 'fp':
      return 'attend';
    case 'msr':
      if (ownAccess(word) !== undefined) {
        return 'stop';
      }
      return changesRules(instruction, word) ? 'attend' : 'trace';
    case 'dc':
      return instruction.operand === 'zva' ? 'stop' : 'trace';
    case 'at':
      return 'stop';
    case 'tlbi':
    case 'ic':
    case 'sys':
      return 'trace';
    case 'mrs':
      if (ownAccess(word) !== undefined) {
        return 'stop';
      }
      return mayTrap(instruction) ? 'trace' : undefined;
    case 'sysl':
      return mayTrap(instruction) ? 'trace' : undefined;
    case 'branch':
      if (instruction.offset === 0 && !instruction.conditional) {
        return 'stop';
      }
      return isCountedBranch(instruction) ? 'count' : undefined;
    case 'branch-register':
      return 'count';
    case 'load-store':
      if (isOwnExchange(word)) {
        return 'stop';
      }
      if (isAtomic(word) || changesRules(instruction, word)) {
        return 'attend';
      }
      return attentionToLoad(address, word);
    case 'msr-immediate':
    case 'other':
      return changesRules(instruction, word) ? 'attend' : undefined;
    case 'isb':
    case 'dsb':
    case 'dmb':
      return undefined;
  }
}

function attentionToLoad(address: number, word: InstructionWord): Attention | undefined {
  const alignment = loadAlignment(word);
  if (alignment === undefined) {
    return undefined;
  }
  const { base, offset, element } = alignment;
  if (base !== 'pc') {
    return 'align';
  }
  return (address + offset) % element === 0 ? undefined : 'attend';
}
