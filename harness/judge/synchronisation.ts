import { decodeInstruction } from '../architecture/instruction.ts';
import { exceptionLevel } from '../architecture/pstate.ts';
import type { SystemEncoding } from '../architecture/system-encoding.ts';
import type { CallRecord } from '../calls/call-record.ts';
import { isBack } from '../calls/call-record.ts';
import type { UnlocatedNote } from './finding.ts';

/** An MSR that no context synchronization event has followed yet. */
interface PendingWrite {
  readonly register: string;
  readonly address: bigint;
  readonly level: number;
}

/**
 * System registers that are written without an ISB: one of EL2 takes effect at the ERET, and of a routine that returns by RET
 * nothing says when. Taking an exception, and returning from one, synchronises the context, too (Arm ARM, "Context
 * synchronization event").
 */
export function synchronisationNotes(record: CallRecord): UnlocatedNote[] {
  const { before, steps = [] } = record;
  const notes: UnlocatedNote[] = [];
  let pending: PendingWrite[] = [];
  for (const { address, word, pstate, exception } of steps) {
    const instruction = decodeInstruction(word);
    if (exception !== undefined || instruction.kind === 'isb') {
      pending = [];
    } else if (instruction.kind === 'eret') {
      notes.push(...pending.filter(({ level }) => level === 2).map(atExceptionReturn));
      pending = [];
    } else if (
      instruction.kind === 'msr' &&
      address !== before.get('pc') &&
      needsSynchronisation(instruction.operand, instruction.encoding)
    ) {
      pending.push({ register: instruction.operand, address, level: exceptionLevel(pstate) });
    }
  }
  return isBack(record) ? [...notes, ...pending.map(atReturn)] : notes;
}

function atExceptionReturn({ register, address }: PendingWrite): UnlocatedNote {
  return {
    code: 'relies-on-exception-return',
    message: `no ISB follows the write of ${register}: it relies on the ERET`,
    by: address,
  };
}

function atReturn({ register, address }: PendingWrite): UnlocatedNote {
  return {
    code: 'unsynchronised-at-return',
    message: `no ISB follows the write of ${register} before the routine returns`,
    by: address,
  };
}

/**
 * Not what only software reads, nor what the ERET reads itself, nor what is in program order with the instructions that
 * depend on it: the special-purpose registers (PSTATE, FPCR, FPSR: op0 3, CRn 4; Arm ARM, D13.1.2), and commands to
 * the GIC, which end an interrupt or send one.
 */
function needsSynchronisation(operand: string, { op0, crn, crm, op2 }: SystemEncoding): boolean {
  if (/^(elr|spsr|tpidr|tpidrro|esr|far|hpfar|par|sp)_el/.test(operand)) {
    return false;
  }
  if (op0 !== 3) {
    return true;
  }
  return !(crn === 4 || (crn === 12 && gicCommands.has(`${crm} ${op2}`)));
}

/** ICC_EOIR0_EL1, ICC_DIR_EL1, ICC_SGI1R_EL1, ICC_ASGI1R_EL1, ICC_SGI0R_EL1, ICC_EOIR1_EL1: CRm and op2. */
const gicCommands: ReadonlySet<string> = new Set(['8 1', '11 1', '11 5', '11 6', '11 7', '12 1']);
