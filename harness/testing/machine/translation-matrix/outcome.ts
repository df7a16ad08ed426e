/** What became of a trial. Values of 64 bits. */
export type Outcome =
  | { readonly kind: 'refused'; readonly control: string; readonly reason: string }
  | {
      readonly kind: 'taken';
      readonly level: 1 | 2;
      readonly esr: bigint;
      /** Of an abort. */
      readonly far: bigint;
      /** Undefined where it is UNKNOWN, or not of EL2's stage 2. */
      readonly hpfar: bigint | undefined;
    }
  /** It was executed, to the SVC at the end, or the address has SVC with the number of its page. */
  | {
      readonly kind: 'done';
      readonly level: 1 | 2;
      readonly esr: bigint;
      readonly x1: bigint;
      readonly x2: bigint;
      /** The eight bytes at the physical address, rounded down; undefined where that is no target. */
      readonly memory: bigint | undefined;
    };
