import type { Decoded } from '../architecture/a64/decode.ts';
import type { Fields } from '../architecture/a64/pattern.ts';
import { encodeFields } from '../architecture/a64/pattern.ts';
import type { InstructionWord } from '../architecture/a64/word.ts';
import type { RegisterName } from '../architecture/registers.ts';
import type { SystemEncoding } from '../architecture/system-encoding.ts';
import { findEncoding, registerInfo } from '../architecture/registers.ts';

/** Registers of exception handling that are easily taken for each other, in the order of that likeness. */
const alike: readonly RegisterName[] = [
  'spsr_el2',
  'elr_el2',
  'esr_el2',
  'far_el2',
  'hpfar_el2',
  'par_el1',
  'tpidr_el2',
  'vttbr_el2',
  'vbar_el2',
  'hcr_el2',
];

/** Registers of EL2 that exception handling at EL1 has too. */
const ofEl1: ReadonlyMap<RegisterName, RegisterName> = new Map([
  ['spsr_el2', 'spsr_el1'],
  ['elr_el2', 'elr_el1'],
  ['afsr0_el2', 'afsr0_el1'],
  ['afsr1_el2', 'afsr1_el1'],
  ['esr_el2', 'esr_el1'],
  ['far_el2', 'far_el1'],
  ['vbar_el2', 'vbar_el1'],
]);

/** The same access to registers that could be meant instead: the next of those alike, and the one of EL1. */
export function otherSystemRegisters({
  word,
  form,
  meaning: { system },
}: Decoded): { readonly name: RegisterName; readonly word: InstructionWord }[] {
  const register = system === undefined ? undefined : findEncoding(system);
  if (register === undefined || !['mrs', 'msr'].includes(system?.kind ?? '')) {
    return [];
  }
  const place = alike.indexOf(register.name);
  const next = place < 0 ? [] : [alike[place - 1], alike[place + 1]];
  return [...next, ofEl1.get(register.name)].flatMap((name) => {
    const encoding = name === undefined ? undefined : registerInfo(name).encoding;
    return name === undefined || encoding === undefined
      ? []
      : [{ name, word: encodeFields(form.pattern, fieldsOf(encoding), word) }];
  });
}

function fieldsOf({ op0, op1, crn, crm, op2 }: SystemEncoding): Fields {
  return { o0: op0 & 1, op1, CRn: crn, CRm: crm, op2 };
}
