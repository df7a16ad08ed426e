import type { Slot } from '../architecture/slot.ts';
import type { schemas } from '../diagnostics/json-document.ts';
import type { Finding } from '../judge/finding.ts';
import type { Measurement } from '../sweep/measure.ts';
import type { DeliveredValue } from './judge-way.ts';

/** What abi.yaml says of an operation on a table. */
export interface Declaration {
  readonly outcome: string;
  readonly inputs: readonly string[];
  /** As abi.yaml writes it. */
  readonly results: readonly { readonly register: string; readonly value: string }[];
  readonly clobbers: readonly string[];
}

/** What was measured of a way. */
export interface MeasuredWay {
  readonly table: string;
  readonly measured: Measurement;
  /** `returned`, `guest-exit at __guest_exit` */
  readonly outcome: string;
  /** What it leaves in registers, where whoever it was runs again: what it changes, and what it is to deliver. */
  readonly values: readonly DeliveredValue[];
  /** What it changes, where it ends elsewhere. */
  readonly changed: readonly string[];
}

/** One operation on one path of one table: what was measured, and what abi.yaml declares. */
export interface ContractEntry extends MeasuredWay {
  readonly operation: string;
  readonly call: string;
  /** Absent where the path is none of the operation's own: its caller is no host. */
  readonly declared?: Declaration;
}

/** One way into one table that is no call. */
export interface ContractException extends MeasuredWay {
  /** `data abort, permission fault`, `IRQ` */
  readonly exception: string;
  readonly slot: Slot;
  /** Present where it is taken for a call: nothing asks for its class. */
  readonly isTakenForCall?: true;
}

/** Where a table does not do as abi.yaml declares, as the judge says it of a test. */
export interface ContractFinding extends Finding {
  readonly table: string;
  /** An operation, or an exception. */
  readonly way: string;
  readonly caller: string;
  /** Of an exception. */
  readonly slot?: Slot;
}

/** What abi.yaml declares and nothing was seen of, and what takes exceptions for calls: worth knowing, and not wrong. */
export interface ContractNote {
  /** An input that makes no difference, a clobber that no call needs, or a syndrome that nothing reads. */
  readonly what: 'input' | 'clobber' | 'syndrome';
  readonly table: string;
  /** Or `any operation`, or the slot of what is taken for a call. */
  readonly operation: string;
  readonly register: string;
}

/** Plain JSON with a stable shape. */
export interface ContractResult {
  readonly schema: (typeof schemas)['contract'];
  readonly vectors: string;
  readonly abi: string;
  readonly seed: number;
  readonly entries: readonly ContractEntry[];
  readonly exceptions: readonly ContractException[];
  readonly findings: readonly ContractFinding[];
  readonly notes: readonly ContractNote[];
  /** What is taken for granted of the code; absent where that is nothing. */
  readonly assumptions?: readonly string[];
  /** Tables that could not be measured, and why. */
  readonly failures: readonly { readonly part: string; readonly reason: string }[];
}
