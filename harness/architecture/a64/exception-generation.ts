import { opaque } from '../../expression/expression.ts';
import type { Control, FieldRoles, Form, Syntax } from './form.ts';
import { form } from './form.ts';

type Instruction = Extract<Control, { kind: 'exception' }>['instruction'];

function exception(
  name: string,
  diagram: string,
  instruction: Instruction,
  syntaxes: readonly Syntax[],
): Form {
  // Nothing sees the immediate of UDF.
  const roles = (): FieldRoles => (instruction === 'udf' ? { imm16: 'other' } : {});
  return form(
    name,
    diagram,
    { group: 'Exception generation', roles, syntaxes },
    ({ imm16 = 0 }) => ({
      writes: [],
      control: { kind: 'exception', instruction, immediate: imm16 },
    }),
  );
}

function immediate(name: string, diagram: string): Form {
  const mnemonic = name.toLowerCase();
  const instruction = mnemonic as Instruction;
  // GNU objdump writes the immediate of UDF alone in decimal.
  const operand = instruction === 'udf' ? '0..65535:imm16' : 'u:imm16';
  return exception(name, diagram, instruction, [{ text: `${mnemonic} ${operand}`, fixed: {} }]);
}

/** Exceptions that an instruction means: Arm ARM, C4.1.1, C4.1.94. */
export const exceptionGeneration: readonly Form[] = [
  immediate('UDF', '0000000000000000 imm16'),
  immediate('SVC', '11010100 000 imm16 000 01'),
  immediate('HVC', '11010100 000 imm16 000 10'),
  immediate('SMC', '11010100 000 imm16 000 11'),
  immediate('BRK', '11010100 001 imm16 000 00'),
  immediate('HLT', '11010100 010 imm16 000 00'),
  form(
    'TCANCEL',
    '11010100 011 imm16 000 00',
    {
      group: 'Exception generation',
      feature: 'FEAT_TME',
      syntaxes: [{ text: 'tcancel 0..65535:imm16', fixed: {} }],
    },
    () => ({
      writes: [],
      // Goes on after the TSTART of the transaction, if there is one.
      control: { kind: 'branch', target: opaque('TSTART', [], 64), call: false, isReturn: false },
      condition: opaque('in a transaction', [], 1),
    }),
  ),
  ...[1, 2, 3].map((level) =>
    exception(
      `DCPS${level}`,
      `11010100 101 imm16 000 ${level === 1 ? '01' : level === 2 ? '10' : '11'}`,
      'dcps',
      [{ text: `dcps${level} u:imm16?`, fixed: {} }],
    ),
  ),
];
