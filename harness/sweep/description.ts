import type { RegisterName } from '../architecture/registers.ts';
import { argumentRegisters } from '../architecture/registers.ts';
import { selectorOf } from '../abi/selector.ts';
import type { CallRecord } from '../calls/call-record.ts';
import type { Situation } from '../calls/prober.ts';
import { isUndeclared } from '../judge/undeclared.ts';
import type { FlowEffectSetting } from './flow-effect.ts';
import type { CallTools } from './followed-call.ts';

/** What the calls of a situation are described with. `set` are the registers that somebody sets. */
export function descriptionOf(
  { session, prober }: CallTools,
  record: CallRecord,
  set: ReadonlySet<RegisterName>,
): FlowEffectSetting {
  return {
    nameOf: (address) => session.nameOf(address),
    nameOfCode: (address) => session.nameOfCode(address),
    branches: prober.branches,
    isUndeclared: (source) => isUndeclared(source, set, record),
  };
}

/** Registers that this caller sets, or the vectors' other code. */
function setInSituation(
  { session, prober }: CallTools,
  { caller, given }: Situation,
): ReadonlySet<RegisterName> {
  const vectors = session.vectorsAt(prober.setting.table);
  return new Set([
    ...given.keys(),
    ...caller.given.keys(),
    ...(vectors?.inputs ?? []),
    ...(vectors?.state.keys() ?? []),
  ]);
}

/** Registers that somebody sets: in this situation, or who calls an operation. No ABI binds a guest. */
export function setByCallers(tools: CallTools, situation: Situation): ReadonlySet<RegisterName> {
  const { abi } = tools.session;
  const { register } = selectorOf(abi.selector);
  return new Set([
    ...setInSituation(tools, situation),
    ...(register === undefined ? [] : [register]),
    ...[...abi.operations.values()].flatMap(({ inputs }) => [...inputs.values()]),
    ...(situation.caller.origin === 'host' ? [] : argumentRegisters),
  ]);
}
