import type { MemoryShape } from '../architecture/a64/form.ts';
import type { Step, StepWrite } from '../machine/machine.ts';

/** The bytes that a load exclusive marks, and whether anything else stored to them since. */
export class ExclusiveMonitor {
  /** By its physical address. */
  #marked: { readonly address: bigint; readonly size: number } | undefined;
  #isStoredTo = false;

  /**
   * Sees a step that accesses memory; false where it is a store exclusive of which nobody knows whether it stores: the
   * same processor stored to what was marked, and whether that clears the monitor is IMPLEMENTATION DEFINED (Arm ARM,
   * B2.9.2 "Exclusive access instructions and Non-shareable memory locations").
   */
  sees({ exclusive, kind, size, count }: MemoryShape, step: Step): boolean {
    const [first] = step.reads;
    if (exclusive && kind === 'load') {
      this.#marked = first && { address: first.physical, size: size * count };
      this.#isStoredTo = false;
      return true;
    }
    if (exclusive) {
      const isKnown = !this.#isStoredTo;
      this.#marked = undefined;
      this.#isStoredTo = false;
      return isKnown;
    }
    this.#isStoredTo ||= step.writes.some((write) => this.#isMarked(write));
    return true;
  }

  #isMarked({ physical: address, size }: StepWrite): boolean {
    const marked = this.#marked;
    return (
      marked !== undefined &&
      address < marked.address + BigInt(marked.size) &&
      marked.address < address + BigInt(size)
    );
  }
}
