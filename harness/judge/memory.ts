import type { MemoryWrite } from '../machine/machine.ts';
import type { Call } from './call.ts';
import type { UnlocatedFinding } from './finding.ts';
import { hexadecimal } from './finding.ts';
import type { CallRecord } from '../calls/call-record.ts';

/** The bytes that a stray store changed, by address: their values before the call and after it. */
type ChangedBytes = ReadonlyMap<bigint, { readonly before: number; after: number }>;

/**
 * The frame rule for memory. What may be written: the dead space of the stacks, and what the test names. Anything else
 * must hold after the call what it held before.
 */
export class MemoryFrame {
  readonly #call: Call;
  readonly #named: ReadonlySet<bigint>;

  constructor(call: Call) {
    this.#call = call;
    this.#named = new Set(call.memory.flatMap(({ address, size }) => bytesOf(address, size)));
  }

  addFindings(trial: CallRecord, findings: UnlocatedFinding[]): void {
    const stray = this.#strayWrites(trial);
    if (stray.length === 0) {
      return;
    }
    const bytes = this.#changedBytes(stray);
    for (const run of runsOf([...bytes.keys()].toSorted((a, b) => (a < b ? -1 : 1)))) {
      findings.push(this.#changedMemory(run, bytes));
    }
  }

  #strayWrites({ writes, before }: CallRecord): readonly MemoryWrite[] {
    if (writes.length === 0) {
      return writes;
    }
    const dead = this.#call.stacks.map(({ register, low }) => ({
      low,
      high: before.get(register),
    }));
    return writes.filter(
      ({ address, size }) =>
        !dead.some(({ low, high }) => address >= low && address + BigInt(size) <= high),
    );
  }

  #changedBytes(stray: readonly MemoryWrite[]): ChangedBytes {
    const bytes = new Map<bigint, { before: number; after: number }>();
    for (const write of stray) {
      for (let index = 0; index < write.size; index += 1) {
        const address = write.address + BigInt(index);
        if (!this.#named.has(address)) {
          const before = bytes.get(address)?.before ?? byteOf(write.before, index);
          bytes.set(address, { before, after: byteOf(write.after, index) });
        }
      }
    }
    for (const [address, { before, after }] of bytes) {
      if (before === after) {
        bytes.delete(address);
      }
    }
    return bytes;
  }

  #changedMemory({ address, size }: Run, bytes: ChangedBytes): UnlocatedFinding {
    const below = this.#call.stacks.some(({ guard, low }) => address >= guard && address < low);
    const before = hexadecimal(littleEndian(address, size, (at) => bytes.get(at)?.before));
    return {
      code: below ? 'store-outside-stack' : 'wrong-memory',
      subject: { kind: 'memory', address: hexadecimal(address), size },
      message: below
        ? `${size} bytes below the lower bound of the stack are overwritten`
        : `${size} bytes of memory are changed, though the test names none of them`,
      expected: before,
      found: hexadecimal(littleEndian(address, size, (at) => bytes.get(at)?.after)),
      before,
    };
  }
}

interface Run {
  readonly address: bigint;
  size: number;
}

function bytesOf(address: bigint, size: number): bigint[] {
  return Array.from({ length: size }, (_, index) => address + BigInt(index));
}

/** Neighbouring addresses as runs, cut at multiples of 8 bytes so that each fits a register's width. */
function runsOf(addresses: readonly bigint[]): Run[] {
  const runs: Run[] = [];
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

function byteOf(value: bigint, index: number): number {
  return Number((value >> BigInt(8 * index)) & 0xffn);
}

function littleEndian(
  address: bigint,
  size: number,
  byteAt: (address: bigint) => number | undefined,
): bigint {
  return bytesOf(address, size).reduceRight(
    (value, at) => (value << 8n) | BigInt(byteAt(at) ?? 0),
    0n,
  );
}
