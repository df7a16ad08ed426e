import type { FlowValue } from './flow-state.ts';

/** What made a condition one of the call's way. */
export type ConditionKind =
  /** B.cond, CBZ, CBNZ, TBZ, TBNZ. */
  | 'branch'
  /** CSEL, CCMP and their kin, CAS; whether a store exclusive stores, and AT takes an address for a physical one. */
  | 'select'
  /** What system registers say of how instructions work: whether AT translates, what is written to a register that acts. */
  | 'control'
  /** Where a load or store accesses memory. */
  | 'address'
  /** What translates addresses: what the call left in controls and descriptors. */
  | 'translation'
  /** Where a branch to a register, or an exception return, goes. */
  | 'target'
  /** The same of a branch that leaves the vectors' code: it is not executed, and a function comes back. */
  | 'callee'
  /** What an exception return returns to: the mode, and whether it is legal. Which stack pointer MSR SPSel selects. */
  | 'mode'
  /** Whether the call's own exception is an instruction that calls: it returns to the next one. */
  | 'exception-class'
  /** Where the vector table is. */
  | 'vectors';

/** What had to be so that the call went the way it went. */
export interface PathCondition {
  readonly kind: ConditionKind;
  /** The step that it belongs to. */
  readonly step: number;
  /** 1 bit. */
  readonly expression: FlowValue;
  /** What the expression was. */
  readonly holds: boolean;
  /** Where the expression says that a value is a number: both. */
  readonly equation?: {
    readonly value: FlowValue;
    readonly number: bigint;
    /** It is an address of code that an MMU translates. */
    readonly isVirtual?: boolean;
  };
  /** The step that wrote the flags which were tested. Undefined for those before the call, and where no flags were. */
  readonly decidedBy?: number;
}
