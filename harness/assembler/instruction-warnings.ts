import { byWord } from '../architecture/a64/by-word.ts';
import { decode } from '../architecture/a64/decode.ts';
import type { Decoded } from '../architecture/a64/decode.ts';
import type { InstructionWord } from '../architecture/a64/word.ts';
import { isLoadOrStore } from '../architecture/a64/word.ts';
import { isReachedBy } from '../architecture/system-register-directions.ts';
import { lowerCase } from './ascii-case.ts';
import type { Assembly } from './assembly.ts';
import type { Operands } from './operands.ts';
import type { Statement } from './statement.ts';

/** Groups of single loads and stores, and of pairs, that write their base back (Arm ARM, C4.1.94). */
const writingBack =
  /^Load\/store register (?:pair )?\((?:immediate )?(?:pre|post)-indexed\)$|\(pac\)$/;

/** Where in the statement the mnemonic of an instruction begins. */
export interface At {
  readonly statement: Statement;
  readonly position: number;
}

/** Warns of an instruction whose effect the architecture leaves open, as GNU as does. */
export function warnOfWord({ problems }: Assembly, word: InstructionWord, at: At): void {
  // Of other instructions nothing is left open here, and to take one apart costs as much as to assemble it.
  const reason = isLoadOrStore(word) ? hazardOf(word) : undefined;
  if (reason !== undefined) {
    problems.warning('unpredictable-instruction', reason, at.statement, at.position);
  }
}

/** Warns of a system register that cannot be reached in this direction; the word does not say which of two names is written. */
export function warnOfDirection(
  { problems, statement }: Assembly,
  mnemonic: string,
  { parts }: Operands,
): boolean {
  if (mnemonic !== 'mrs' && mnemonic !== 'msr') {
    return false;
  }
  const part = parts[mnemonic === 'mrs' ? 1 : 0];
  if (part === undefined || isReachedBy(mnemonic, lowerCase(part.text))) {
    return false;
  }
  const how = mnemonic === 'mrs' ? 'read: it can only be written' : 'written: it can only be read';
  const message = `'${part.text}' cannot be ${how}`;
  problems.warning('register-direction', message, statement, part.start);
  return true;
}

/** What the architecture leaves open about an instruction; undefined where nothing. */
const hazardOf = byWord((word): string | undefined => {
  const decoded = decode(word);
  return decoded?.meaning.memory === undefined ? undefined : hazardOfAccess(decoded);
});

function hazardOfAccess({ form, fields, meaning: { memory } }: Decoded): string | undefined {
  const { Rt, Rt2, Rn, Rs } = fields;
  if (memory === undefined) {
    return undefined;
  }
  const { kind, base, writeBack, exclusive } = memory;
  const isTransferred = (register: number | undefined): boolean =>
    register !== undefined && (register === Rt || register === Rt2);
  const isGeneral = !form.name.includes('SIMD') && !form.name.startsWith('STGP');
  const writesBase = writeBack !== undefined && writingBack.test(form.group) && isGeneral;
  if (writesBase && base !== 'sp' && isTransferred(Rn)) {
    return `'${base}' is written back and ${kind === 'load' ? 'loaded' : 'stored'}, which is unpredictable`;
  }
  if (kind === 'load' && Rt2 !== undefined && Rt === Rt2) {
    return 'both loads go into one register, which is unpredictable';
  }
  if (!exclusive || kind !== 'store' || Rs === undefined) {
    return undefined;
  }
  if (isTransferred(Rs)) {
    return 'the status goes into a register that is stored, which is unpredictable';
  }
  return Rs === Rn && base !== 'sp'
    ? `the status goes into the base '${base}', which is unpredictable`
    : undefined;
}
