import { kindOfSlot, slots } from '../architecture/slot.ts';
import type { ImmediateBehaviour } from '../sweep/immediate-sweep-result.ts';

/** A call that does what a behaviour says: `host, HVC #0x1, random`; where it was an interrupt, nothing called. */
export function immediateExampleText({
  caller,
  immediate,
  selector,
}: ImmediateBehaviour['example']): string {
  const slot = slots.find((name) => name === caller);
  const isCall = slot === undefined || kindOfSlot(slot) === 'sync';
  return [caller, ...(isCall ? [`HVC #0x${immediate.toString(16)}`] : []), selector].join(', ');
}

/** `0x0003-0xffff`, or `0x0001` for one. */
export function rangeText(from: number, to: number): string {
  return from === to ? immediateText(from) : `${immediateText(from)}-${immediateText(to)}`;
}

function immediateText(immediate: number): string {
  return `0x${immediate.toString(16).padStart(4, '0')}`;
}
