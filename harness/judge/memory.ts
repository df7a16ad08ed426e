import { stackAt, stacks } from '../calls/dead-stack.ts';
import type { StoredByte } from '../calls/lasting-stores.ts';
import { liveStores, storedBytes } from '../calls/lasting-stores.ts';
import { mayChangeAt, regionPlace, regionPlaceText } from '../calls/placed-region.ts';
import type { MemoryWrite } from '../machine/machine.ts';
import type { Call } from './call.ts';
import type { UnlocatedFinding } from './finding.ts';
import { hexadecimal, memorySubject } from './finding.ts';
import type { CallRecord } from '../calls/call-record.ts';

/**
 * The frame rule for memory. What may be written: the dead space of the stacks, what the test names, and regions that
 * may change. Anything else must hold after the call what it held before.
 */
export class MemoryFrame {
  readonly #named: ReadonlySet<bigint>;
  readonly #keeps: Call['keeps'];
  readonly #regions: Call['regions'];

  constructor(call: Call) {
    this.#keeps = call.keeps;
    this.#regions = call.regions;
    this.#named = new Set(call.memory.flatMap(({ address, size }) => bytesOf(address, size)));
  }

  addFindings({ writes, before }: CallRecord, findings: UnlocatedFinding[]): void {
    const stray = liveStores(writes, before).filter(
      ({ address }) => this.#keeps === 'memory' || stackAt(address) !== undefined,
    );
    if (stray.length === 0) {
      return;
    }
    const bytes = withStandIns(stray);
    const changed = [...bytes].flatMap(([address, byte]) =>
      byte.before === byte.after || this.#named.has(address) || mayChangeAt(this.#regions, address)
        ? []
        : [address],
    );
    for (const run of runsOf(changed.toSorted((a, b) => (a < b ? -1 : 1)))) {
      findings.push(changedMemory(run, bytes, this.#regions));
    }
  }
}

/** The bytes that these stores wrote; what a stand-in left there is what was there before. */
function withStandIns(writes: readonly MemoryWrite[]): Map<bigint, StoredByte> {
  const last = writes.findLastIndex(({ isStandIn }) => isStandIn);
  if (last < 0) {
    return storedBytes(writes);
  }
  const bytes = new Map<bigint, StoredByte>();
  for (const write of writes) {
    for (const [address, { before, after }] of storedBytes([write])) {
      const known = bytes.get(address)?.before ?? before;
      bytes.set(address, { before: write.isStandIn ? after : known, after });
    }
  }
  return bytes;
}

function changedMemory(
  { address, size }: Run,
  bytes: ReadonlyMap<bigint, StoredByte>,
  regions: Call['regions'],
): UnlocatedFinding {
  const below = stacks.some(({ guard, low }) => address >= guard && address < low);
  const place = regionPlace(regions, address);
  const before = hexadecimal(littleEndian(address, size, (at) => bytes.get(at)?.before));
  return {
    code: below ? 'store-outside-stack' : 'wrong-memory',
    subject: memorySubject(regions, address, size),
    message: below
      ? `${size} bytes below the lower bound of the stack are overwritten`
      : `${size} bytes ${place === undefined ? 'of memory' : `at ${regionPlaceText(place)}`} are changed, though the test names none of them`,
    expected: before,
    found: hexadecimal(littleEndian(address, size, (at) => bytes.get(at)?.after)),
    before,
  };
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
