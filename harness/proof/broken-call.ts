import type { CallRecord } from '../calls/call-record.ts';
import type { Flow } from '../flow/flow.ts';
import type { Source } from '../flow/source.ts';
import { widthOfSource } from '../flow/source.ts';
import type { Call } from '../judge/call.ts';
import type { Session } from '../run/session.ts';
import type { VectorTable } from '../run/vectors.ts';
import type { ProvedWay } from './proved-way.ts';

/** A call that breaks a clause. */
export interface BrokenCall {
  readonly call: Call;
  readonly record: CallRecord;
  readonly flow: Flow;
  /** What was chosen for it. */
  readonly values: ReadonlyMap<Source, bigint>;
  /** Inputs that decide that it breaks the clause. */
  readonly deciding: ReadonlySet<Source>;
}

export interface CounterexampleSetting {
  readonly session: Session;
  readonly table: VectorTable;
  readonly proved: ProvedWay;
  /** What paths in a fixture are relative to. */
  readonly cwd: string;
  /** The ABI, as a fixture there names it. */
  readonly abiName: string;
}

/** What an input is in the call. */
export function valueIn({ flow, values }: BrokenCall, source: Source): bigint {
  const width = widthOfSource(source);
  return BigInt.asUintN(width, values.get(source) ?? flow.base(source, width));
}
