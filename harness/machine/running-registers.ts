/** The general registers of a running engine, as they are just before an instruction that it attends to. */
export interface RunningRegisters {
  /** Bits 31:0 of x0-x30, as they come; 31 is SP. */
  low(register: number): number;
  /** x0-x30; not exact above 2^53. */
  value(register: number): number;
}
