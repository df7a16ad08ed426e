/** HVC immediates: 16 bits. */
export const immediateCount = 0x1_0000;

/** Immediates that are no ABI's number and no value that code leaves in a register. */
export const plainImmediates: readonly number[] = [0xa5c3, 0x5e97, 0x1d2b];

/** Each number and its neighbours, as far as they are immediates. */
export function aroundEach(numbers: Iterable<number>): number[] {
  return [...numbers].flatMap((number) =>
    [number - 1, number, number + 1].filter((near) => near >= 0 && near < immediateCount),
  );
}

/** Immediates to call with, both ends inclusive. */
export interface ImmediateRange {
  readonly from: number;
  readonly to: number;
}

export const allImmediates: ImmediateRange = { from: 0, to: immediateCount - 1 };
