import { encodeSystemAccess } from '../../architecture/a64/system-access.ts';
import { translationRegisters } from '../../architecture/translation/controls.ts';
import { cortexA72 } from '../../architecture/processor-model.ts';
import type { RegisterInfo } from '../../architecture/registers.ts';
import { registers } from '../../architecture/registers.ts';
import { systemRegisterFeature } from '../../architecture/system-register-features.ts';
import { systemRegisterRow } from '../../architecture/system-register-rows.ts';
import { inertBits } from '../../calls/start-state.ts';
import { memoryMap } from '../../calls/memory-map.ts';
import { randomSequence, roles } from '../machine/sequence.ts';
import type { Random } from '../random.ts';
import { randomWord } from '../random.ts';
import type { Values } from './bench.ts';
import { eret, places } from './bench.ts';

/** A handler by chance, and what registers hold when it is called. */
export interface RandomHandler {
  readonly code: readonly number[];
  readonly values: Values;
}

/** Literals, behind the code. */
const literals = places.vector + 0x8000n;
const { address: dataStart, size: dataSize } = memoryMap.data;
const middle = dataStart + BigInt(dataSize / 2);

/** Registers that an exception return needs, or with which the engine ends. */
const isKept = ({ name }: RegisterInfo): boolean =>
  name === 'spsr_el2' || name === 'elr_el2' || name.startsWith('dbg');

type Accessible = RegisterInfo & { readonly encoding: NonNullable<RegisterInfo['encoding']> };

const accessible = registers.filter((info): info is Accessible => {
  const row = systemRegisterRow(info.name, cortexA72);
  const isThere = info.encoding !== undefined && systemRegisterFeature(info.encoding) === undefined;
  return isThere && row !== undefined && !row.volatile && !isKept(info);
});
const writable = accessible.filter(({ name }) => inertBits(name, cortexA72) !== undefined);

const harmless = writable.filter(
  ({ name }) => name !== 'vbar_el2' && !(translationRegisters as readonly string[]).includes(name),
);

/** An MRS or MSR of a register that has a row. */
function systemMove(random: Random, isTranslated: boolean): number {
  const reads = random(2) === 0;
  const among = reads ? accessible : isTranslated ? harmless : writable;
  const { encoding } = among[random(among.length)] as Accessible;
  // Neither the roles of a sequence nor what is behind them.
  return encodeSystemAccess(reads, encoding, random(roles.target));
}

/**
 * Integers, loads and stores on SP and a register, branches forwards and backwards, and moves of system registers, with
 * an ERET behind them. `length` is the number of instructions without it. With an MMU on, no register that controls it is written,
 * and EL2 has everything so many bytes away.
 */
export function randomHandler(length: number, random: Random, away?: bigint): RandomHandler {
  const place = { code: places.vector, data: literals };
  const code = randomSequence(length, place, random).map((word) =>
    random(4) === 0 ? systemMove(random, away !== undefined) : word,
  );
  const base = (): bigint => middle + (away ?? 0n) + BigInt(random(16) * 16);
  const general = Object.fromEntries(
    Array.from({ length: 31 }, (_, number) => [`x${number}`, randomWord(random)]),
  );
  const values: Values = {
    ...general,
    [`x${roles.base}`]: base(),
    [`x${roles.index}`]: BigInt(random(4) * 16),
    [`x${roles.target}`]: places.vector + (away ?? 0n) + BigInt(4 * length),
    sp_el2: base(),
  };
  return { code: [...code, eret], values };
}
