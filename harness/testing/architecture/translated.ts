import type { Access } from '../../architecture/translation/access.ts';
import type { Controls, TranslationRegister } from '../../architecture/translation/controls.ts';
import { translationRegisters } from '../../architecture/translation/controls.ts';
import type { Translation } from '../../architecture/translation/result.ts';
import { translate } from '../../architecture/translation/translate.ts';

/** Values of some of the registers, and of memory: eight bytes at an address. */
export type Registers = Partial<Controls>;
export type Descriptors = Readonly<Record<number, bigint>>;

/** The registers that are not given are 0. */
function controlsOf(values: Registers): Controls {
  return Object.fromEntries(
    translationRegisters.map((name) => [name, values[name] ?? 0n]),
  ) as Record<TranslationRegister, bigint>;
}

/** Nothing answers from this address on. */
const memorySize = 0x1_0000n;

export function resultOf(
  access: Access,
  registers: Registers,
  descriptors: Descriptors,
): Translation {
  return translate(access, controlsOf(registers), (address) =>
    address < memorySize ? (descriptors[Number(address)] ?? 0n) : undefined,
  );
}

/**
 * In a few words: `0x1234`, `device 0x1234`, `stage 1 translation 3`, `stage 2 walk permission 2 of 0x1234`, with `write`
 * at the end where WnR is set, or `refused: ...`.
 */
export function inWords(result: Translation): string {
  switch (result.kind) {
    case 'refused':
      return `refused: ${result.refusal.control}`;
    case 'translated':
      return `${result.memory.device ? 'device ' : ''}0x${result.address.toString(16)}`;
    case 'fault': {
      const { stage, walk, kind, level, ipa, write } = result.fault;
      const of = ipa === undefined ? '' : ` of 0x${ipa.toString(16)}`;
      return `stage ${stage}${walk ? ' walk' : ''} ${kind} ${level}${of}${write ? ' write' : ''}`;
    }
  }
}
