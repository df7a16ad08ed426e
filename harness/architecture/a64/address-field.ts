import { formNamed } from './instructions.ts';
import type { Field } from './pattern.ts';
import { fieldNamed, fieldValue, withField } from './pattern.ts';
import type { InstructionWord } from './word.ts';

/** What of an instruction an address goes into, by how many bits it has. */
export type AddressField =
  'branch26' | 'branch19' | 'branch14' | 'adr21' | 'immediate12' | 'move-wide' | 'move-wide-signed';

const moveWide = 'MOVN/MOVZ/MOVK';

/** A form that has it, and the names of its parts there, from the lowest bit up. */
const parts: Readonly<Record<AddressField, readonly [form: string, ...names: string[]]>> = {
  branch26: ['B/BL', 'imm26'],
  branch19: ['B.cond', 'imm19'],
  branch14: ['TBZ/TBNZ', 'imm14'],
  adr21: ['ADR', 'immlo', 'immhi'],
  immediate12: ['ADD/SUB (immediate)', 'imm12'],
  'move-wide': [moveWide, 'imm16'],
  'move-wide-signed': [moveWide, 'imm16'],
};

/** `opc` of MOVN, MOVZ and MOVK. */
const opcodes = { movn: 0, movz: 2, movk: 3 } as const;

function fieldsOf(field: AddressField): readonly Field[] {
  const [form, ...names] = parts[field];
  const { pattern } = formNamed(form);
  return names.map((name) => fieldNamed(pattern, name));
}

/**
 * The word with the low bits of a value in a field, whatever instruction it is. A signed one makes MOVZ of a value that
 * is not negative, and of another MOVN, which holds it inverted; MOVK has no sign.
 */
export function withAddress(
  word: InstructionWord,
  field: AddressField,
  value: bigint,
): InstructionWord {
  if (field === 'move-wide-signed') {
    const opc = fieldNamed(formNamed(moveWide).pattern, 'opc');
    if (fieldValue(word, opc) !== opcodes.movk) {
      const [operation, bits] =
        value < 0n ? ([opcodes.movn, ~value] as const) : ([opcodes.movz, value] as const);
      return withAddress(withField(word, opc, operation), 'move-wide', bits);
    }
  }
  let [rest, result] = [value, word];
  for (const part of fieldsOf(field)) {
    result = withField(result, part, Number(BigInt.asUintN(part.width, rest)));
    rest >>= BigInt(part.width);
  }
  return result;
}
