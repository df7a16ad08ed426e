import type { Call } from './call.ts';
import type { UnlocatedFinding } from './finding.ts';
import { hexadecimal } from './finding.ts';
import type { Trial } from './trial.ts';

/**
 * What may be written: the dead space of the stacks, and what the test names. Anything else must hold after the
 * call what it held before.
 */
export function strayWrites(call: Call, trial: Trial): UnlocatedFinding[] {
  if (trial.writes.length === 0) {
    return [];
  }
  const dead = call.stacks.map(({ register, low }) => ({ low, high: trial.before.get(register) }));
  const stray = trial.writes.filter(
    ({ address, size }) =>
      !dead.some(({ low, high }) => address >= low && address + BigInt(size) <= high),
  );
  if (stray.length === 0) {
    return [];
  }
  const named = new Set(call.memory.flatMap((target) => bytesOf(target.address, target.size)));
  const first = new Map<bigint, number>();
  const last = new Map<bigint, number>();
  for (const write of stray) {
    bytesOf(write.address, write.size).forEach((address, index) => {
      if (!named.has(address)) {
        const shift = BigInt(8 * index);
        first.set(address, first.get(address) ?? Number((write.before >> shift) & 0xffn));
        last.set(address, Number((write.after >> shift) & 0xffn));
      }
    });
  }
  const changed = [...last.keys()]
    .filter((address) => first.get(address) !== last.get(address))
    .toSorted((a, b) => (a < b ? -1 : 1));
  return runsOf(changed).map(({ address, size }): UnlocatedFinding => {
    const below = call.stacks.some(({ guard, low }) => address >= guard && address < low);
    return {
      code: below ? 'store-outside-stack' : 'wrong-memory',
      subject: { kind: 'memory', address: hexadecimal(address), size },
      message: below
        ? `${size} bytes below the lower bound of the stack are overwritten`
        : `${size} bytes of memory are changed, though the test names none of them`,
      expected: hexadecimal(littleEndian(first, address, size)),
      found: hexadecimal(littleEndian(last, address, size)),
      before: hexadecimal(littleEndian(first, address, size)),
    };
  });
}

function bytesOf(address: bigint, size: number): bigint[] {
  return Array.from({ length: size }, (_, index) => address + BigInt(index));
}

/** Neighbouring addresses as runs, cut at multiples of 8 bytes so that each fits a register's width. */
function runsOf(addresses: readonly bigint[]): { address: bigint; size: number }[] {
  const runs: { address: bigint; size: number }[] = [];
  for (const address of addresses) {
    const run = runs.at(-1);
    if (run !== undefined && run.address + BigInt(run.size) === address && address % 8n !== 0n) {
      run.size += 1;
    } else {
      runs.push({ address, size: 1 });
    }
  }
  return runs;
}

function littleEndian(bytes: ReadonlyMap<bigint, number>, address: bigint, size: number): bigint {
  return bytesOf(address, size).reduceRight(
    (value, byte) => (value << 8n) | BigInt(bytes.get(byte) ?? 0),
    0n,
  );
}
