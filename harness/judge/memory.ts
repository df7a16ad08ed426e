import { stackAt, stacks } from '../calls/dead-stack.ts';
import type { StoredByte } from '../calls/lasting-stores.ts';
import { liveStores, storedBytes, withStandIns } from '../calls/lasting-stores.ts';
import { isKeptAt, regionOf } from '../calls/placed-region.ts';
import type { Call } from './call.ts';
import { switchOf } from './contexts.ts';
import type { UnlocatedFinding } from './finding.ts';
import type { MemoryWords } from './memory-finding.ts';
import { cellsOf, memoryFindings } from './memory-finding.ts';
import type { CallRecord } from '../calls/call-record.ts';

const changed: MemoryWords = {
  code: 'wrong-memory',
  message: (bytes, where) => `${bytes} ${where} are changed, though the test names none of them`,
};

const overflow: MemoryWords = {
  code: 'store-outside-stack',
  message: (bytes) => `${bytes} below the lower bound of the stack are overwritten`,
};

const readOnly: MemoryWords = {
  code: 'store-to-read-only',
  message: (bytes, where) => `${bytes} ${where} are stored to, and their region is read-only`,
};

/**
 * The frame rule for memory. What may be written: the dead space of the stacks, what the test names, regions that may
 * change, and contexts that are to be saved. Anything else must hold after the call what it held before, and a region that is read-only is not stored to.
 */
export class MemoryFrame {
  readonly #named: ReadonlySet<bigint>;
  readonly #call: Call;
  readonly #keeps: Call['keeps'];
  readonly #regions: Call['regions'];

  constructor(call: Call) {
    this.#call = call;
    this.#keeps = call.keeps;
    this.#regions = call.regions;
    this.#named = new Set(call.memory.flatMap(({ address, size }) => bytesOf(address, size)));
  }

  addFindings(trial: CallRecord, findings: UnlocatedFinding[]): void {
    const { writes, before } = trial;
    if (writes.length === 0) {
      return;
    }
    this.#addStores(storedBytes(writes.filter(({ isStandIn }) => !isStandIn)), findings);
    const stray = liveStores(writes, before).filter(
      ({ address }) => this.#keeps === 'memory' || stackAt(address) !== undefined,
    );
    const bytes = withStandIns(stray);
    const inContexts = this.#bytesOfContexts(trial);
    const addresses = [...bytes].flatMap(([address, byte]) =>
      byte.before !== byte.after && this.#isKept(address) && !inContexts.has(address)
        ? [address]
        : [],
    );
    const found = memoryFindings(cellsOf(addresses, bytes), this.#regions, ({ address }) =>
      isOverflow(address) ? overflow : changed,
    );
    findings.push(...found.map(withBefore));
  }

  /** Stores to regions that are read-only, whatever they stored. */
  #addStores(bytes: ReadonlyMap<bigint, StoredByte>, findings: UnlocatedFinding[]): void {
    const addresses = [...bytes.keys()].filter((address) => this.#isReadOnly(address));
    const cells = cellsOf(addresses, bytes);
    findings.push(...memoryFindings(cells, this.#regions, () => readOnly).map(withBefore));
  }

  /** Those of the contexts that the call is to save, or that hold nothing of worth when it ends. */
  #bytesOfContexts(trial: CallRecord): ReadonlySet<bigint> {
    const { saves, idle } = switchOf(this.#call, trial);
    return new Set(
      [...saves, ...idle].flatMap(({ registers }) =>
        registers.flatMap(({ address, cell }) => bytesOf(address, cell.size)),
      ),
    );
  }

  #isKept(address: bigint): boolean {
    return !this.#named.has(address) && isKeptAt(this.#regions, address);
  }

  #isReadOnly(address: bigint): boolean {
    return regionOf(this.#regions, address)?.access === 'read-only';
  }
}

/** What must hold is what was there before. */
function withBefore(finding: UnlocatedFinding): UnlocatedFinding {
  const { expected } = finding;
  return expected === undefined ? finding : { ...finding, before: expected };
}

function isOverflow(address: bigint): boolean {
  return stacks.some(({ guard, low }) => address >= guard && address < low);
}

function bytesOf(address: bigint, size: number): bigint[] {
  return Array.from({ length: size }, (_, index) => address + BigInt(index));
}
