import { encodeForm } from '../../../architecture/a64/instructions.ts';
import { encodeSystemAccess } from '../../../architecture/a64/system-access.ts';
import type { SystemEncoding } from '../../../architecture/system-encoding.ts';
import { parseGenericName } from '../../../architecture/system-encoding.ts';
import { systemOperations } from '../../../architecture/system-operations.ts';
import { systemRegisters } from '../../../architecture/system-registers.ts';
import { namelessRegisters, otherInstructions } from './manual.ts';

/** An instruction of the matrix. Xt is x5, which holds 0. */
export interface MatrixInstruction {
  readonly text: string;
  readonly word: number;
}

const rt = 5;
const none = 31;

/** Instructions that name no operation of a table. */
const words: Readonly<Record<string, number>> = {
  'msr daifset, #2': 0xd503_42df,
  'msr daifclr, #2': 0xd503_42ff,
  'msr spsel, #1': 0xd500_41bf,
  'sys #0, c15, c4, #7': 0xd508_f4e5,
  'sys #3, c11, c0, #0': 0xd50b_b005,
  'sysl #0, c15, c4, #7': 0xd528_f4e5,
  wfi: 0xd503_207f,
  wfe: 0xd503_205f,
  'fmov d0, x1': 0x9e67_0020,
  'ldr q0, [x2]': 0x3dc0_0040,
  'smc #9': 0xd400_0123,
  'hvc #9': 0xd400_0122,
  'svc #9': 0xd400_0121,
  'brk #9': 0xd420_0120,
  'hlt #9': 0xd440_0120,
  'udf #9': 0x0000_0009,
  isb: 0xd503_3fdf,
  'dsb sy': encodeForm('DSB', { CRm: 15 }),
  nop: 0xd503_201f,
};

interface Operation {
  readonly encoding: SystemEncoding;
  readonly register: boolean;
}

function wordOf(text: string): number {
  const known = words[text];
  if (known !== undefined) {
    return known;
  }
  const [mnemonic = '', name = ''] = text.split(' ');
  const table = systemOperations[mnemonic as 'dc'] as Readonly<Record<string, Operation>>;
  const operation = table[name];
  if (operation === undefined) {
    throw new RangeError(`no word for '${text}'`);
  }
  return encodeSystemAccess(false, operation.encoding, operation.register ? rt : none);
}

/** Trace, branch records and activity monitors, which a Cortex-A72 has not: one of each is enough. */
const isOneOfMany = (name: string): boolean =>
  /^(trc|brb|am[ce])/.test(name) && !/^(trcprgctlr|trcoslar|brbcr_el1|amcr_el0)$/.test(name);

const names = [...Object.keys(systemRegisters), ...namelessRegisters].filter(
  (name) => !isOneOfMany(name),
);

function encodingOf(name: string): SystemEncoding {
  const generic = (systemRegisters as Readonly<Record<string, string>>)[name] ?? name;
  return parseGenericName(generic) as SystemEncoding;
}

/** Every system register that has a name, read and written, and every other instruction that a control traps. */
export const matrixInstructions: readonly MatrixInstruction[] = [
  ...names.flatMap((name) =>
    (['mrs', 'msr'] as const).map((kind) => ({
      text: `${kind} ${name}`,
      word: encodeSystemAccess(kind === 'mrs', encodingOf(name), rt) >>> 0,
    })),
  ),
  ...otherInstructions.map((text) => ({ text, word: wordOf(text) >>> 0 })),
];
