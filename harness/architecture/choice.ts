import { evaluate } from '../expression/evaluate.ts';
import { inputsOf, isExact } from '../expression/expression.ts';
import { byWord } from './a64/by-word.ts';
import type { Decoded } from './a64/decode.ts';
import { decode } from './a64/decode.ts';
import type { Value } from './a64/form.ts';

/** What an instruction's effect depends on, where it goes one of two ways. */
export type Choice =
  /** B.cond, the CSEL family, CCMP, CCMN, FCSEL and FCCMP: PSTATE.NZCV against a condition. */
  | {
      readonly kind: 'flags';
      readonly instruction: 'branch' | 'select' | 'compare';
      /** `pstate` in SPSR layout. */
      readonly holds: (pstate: bigint) => boolean;
    }
  /** CBZ, CBNZ, TBZ and TBNZ: a register. */
  | {
      readonly kind: 'register';
      /** Bytes to the target. */
      readonly offset: number;
    };

/** From the highest bit of a combination down, which an SPSR has at bits 31 to 28. */
const flags: readonly string[] = ['n', 'z', 'c', 'v'];
const combinations = 16;
const flagsLow = 28n;

/** For each combination of the flags, whether the condition holds. */
function truthTable(condition: Value): readonly boolean[] {
  return Array.from(
    { length: combinations },
    (_, index) =>
      evaluate(condition, (name) => (BigInt(index) >> BigInt(3 - flags.indexOf(name))) & 1n) === 1n,
  );
}

function instructionOf({ meaning, writes }: Decoded): 'branch' | 'select' | 'compare' {
  if (meaning.control !== undefined) {
    return 'branch';
  }
  return writes.has('n') ? 'compare' : 'select';
}

function findChoice(instruction: Decoded): Choice | undefined {
  const { condition, control } = instruction.meaning;
  if (condition === undefined || !isExact(condition)) {
    return undefined;
  }
  const names = [...inputsOf(condition)].map(({ name }) => name);
  if (names.length === 0) {
    return undefined;
  }
  if (names.every((name) => flags.includes(name))) {
    const table = truthTable(condition);
    const holds = (pstate: bigint): boolean => table[Number((pstate >> flagsLow) & 0xfn)] === true;
    return { kind: 'flags', instruction: instructionOf(instruction), holds };
  }
  return control?.kind === 'branch' && control.offset !== undefined
    ? { kind: 'register', offset: control.offset }
    : undefined;
}

/** The choice that an instruction makes; undefined where it makes none, as with condition AL, or CBZ of XZR. */
export const choiceOf = byWord((word): Choice | undefined => {
  const instruction = decode(word);
  return instruction && findChoice(instruction);
});
