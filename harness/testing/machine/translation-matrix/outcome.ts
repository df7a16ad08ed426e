/** What became of a trial. Values of 64 bits. */
export type Outcome =
  /** `CONTROL: reason` */
  | { readonly kind: 'refused'; readonly why: string }
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

const hex = (value: bigint | undefined): string =>
  value === undefined ? '-' : `0x${value.toString(16)}`;

/** On one line. Two outcomes are the same where their lines are. */
export function inOneLine(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'refused':
      return `refused: ${outcome.why}`;
    case 'taken': {
      const { level, esr, far, hpfar } = outcome;
      return `EL${level}, ESR ${hex(esr)}, FAR ${hex(far)}, HPFAR_EL2 ${hex(hpfar)}`;
    }
    case 'done': {
      const { level, esr, x1, x2, memory } = outcome;
      return `EL${level}, ESR ${hex(esr)}, x1 ${hex(x1)}, x2 ${hex(x2)}, memory ${hex(memory)}`;
    }
  }
}
