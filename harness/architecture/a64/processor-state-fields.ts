import type { Decoded } from './decode.ts';
import { encodeForm } from './instructions.ts';
import type { Fields } from './pattern.ts';
import type { InstructionWord } from './word.ts';

/** A field of PSTATE that MSR (immediate) writes (Arm ARM, C6.2 "MSR (immediate)"). */
export interface ProcessorStateField {
  /** The form that writes it. */
  readonly form: string;
  /** The field of the immediate, and its largest value. */
  readonly operand: string;
  readonly largest: number;
  /** What else the name says. */
  readonly fixed: Fields;
}

function oneBit(name: string): ProcessorStateField {
  return { form: `MSR (immediate) ${name}`, operand: 'CRm', largest: 1, fixed: {} };
}

function masks(clear: number): ProcessorStateField {
  const form = 'MSR (immediate) DAIFSet/DAIFClr';
  return { form, operand: 'CRm', largest: 15, fixed: { clear } };
}

/** `mask` says which of SM and ZA is meant. */
function streaming(mask: number): ProcessorStateField {
  const form = 'MSR (immediate) SVCRSM/SVCRZA/SVCRSMZA';
  return { form, operand: 'imm', largest: 1, fixed: { mask } };
}

export const processorStateFields: ReadonlyMap<string, ProcessorStateField> = new Map([
  ['uao', oneBit('UAO')],
  ['pan', oneBit('PAN')],
  ['spsel', oneBit('SPSel')],
  ['allint', { ...oneBit('ALLINT'), operand: 'imm' }],
  ['ssbs', oneBit('SSBS')],
  ['dit', oneBit('DIT')],
  ['tco', oneBit('TCO')],
  ['daifset', masks(0)],
  ['daifclr', masks(1)],
  ['svcrsm', streaming(1)],
  ['svcrza', streaming(2)],
  ['svcrsmza', streaming(3)],
]);

/** MSR (immediate). */
export function encodeProcessorState(
  { form, operand, fixed }: ProcessorStateField,
  value: number,
): InstructionWord {
  return encodeForm(form, { ...fixed, [operand]: value });
}

/** The name of the field of PSTATE that the instruction writes; undefined where it is no MSR (immediate). */
export function processorStateFieldOf({ form, fields }: Decoded): string | undefined {
  for (const [name, field] of processorStateFields) {
    const isFixed = Object.entries(field.fixed).every(([key, value]) => fields[key] === value);
    if (field.form === form.name && isFixed) {
      return name;
    }
  }
  return undefined;
}
