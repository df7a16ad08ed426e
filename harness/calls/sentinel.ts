import type { RegisterName } from '../architecture/registers.ts';

/** 2^64 / golden ratio: the step of the SplitMix64 generator (Steele, Lea, Flood 2014). */
const step = 0x9e3779b97f4a7c15n;

function mix(value: bigint): bigint {
  let mixed = BigInt.asUintN(64, value);
  mixed = BigInt.asUintN(64, (mixed ^ (mixed >> 30n)) * 0xbf58476d1ce4e5b9n);
  mixed = BigInt.asUintN(64, (mixed ^ (mixed >> 27n)) * 0x94d049bb133111ebn);
  return mixed ^ (mixed >> 31n);
}

/**
 * The distinct value that poisons a register before a call, so that a swap or a leak is visible. 64 bits; bit 62 is
 * set and bit 63 clear, so that it is no address of the memory map, and bit 0 is set in both halves.
 *
 * `family` chooses between unlike sets of sentinels: 0 for the state before a call, 1 for the same call made with other
 * values, 2 for what functions leave behind, 3 for what a guest has when it is entered, and 4 for when it leaves.
 */
export function sentinel(register: RegisterName, seed: number, family: Family): bigint {
  const key = seed * families + family;
  let known = sentinels.get(key);
  if (known === undefined) {
    known = new Map();
    sentinels.set(key, known);
  }
  let value = known.get(register);
  if (value === undefined) {
    value = makeSentinel(register, seed, family);
    known.set(register, value);
  }
  return value;
}

type Family = 0 | 1 | 2 | 3 | 4;
const families = 5;

/** Every call of a run asks for the same ones. By seed and family, then by register. */
const sentinels = new Map<number, Map<RegisterName, bigint>>();

/** The same for 8 bytes of memory: `offset` bytes behind the first one of a region. */
export function cellSentinel(region: string, offset: number, seed: number): bigint {
  return makeSentinel(`${region} ${offset}`, seed, 0);
}

function makeSentinel(name: string, seed: number, family: Family): bigint {
  let value = mix(BigInt(seed) * step + BigInt(family));
  for (const character of name) {
    value = mix(value + step * BigInt(character.charCodeAt(0)));
  }
  return (value & 0x3fff_ffff_ffff_ffffn) | 0x4000_0001_0000_0001n;
}
