import type { RegisterName } from '../architecture/registers.ts';
import { argumentRegisters } from '../architecture/registers.ts';
import { selectorOf } from '../abi/selector.ts';
import { branchSites } from '../calls/branch-sites.ts';
import type { CallRecord } from '../calls/call-record.ts';
import { isDead } from '../calls/dead-stack.ts';
import type { Prober, Situation } from '../calls/prober.ts';
import { isNobodys } from '../judge/undeclared.ts';
import type { Session } from '../run/session.ts';
import type { FlowEffectSetting } from './flow-effect.ts';

/** What the calls of a situation are described with. */
export function descriptionOf(
  session: Session,
  prober: Prober,
  situation: Situation,
  { before }: CallRecord,
): FlowEffectSetting {
  const set = setByCallers(session, prober.setting.table, situation);
  return {
    nameOf: (address) => session.nameOf(address),
    nameOfCode: (address) => session.nameOfCode(address),
    branches: branchSites(session.image),
    isUndeclared: (source) => {
      switch (source.kind) {
        case 'register':
          return isNobodys(source.register) && !set.has(source.register);
        case 'flags':
          return !set.has('pstate');
        case 'memory':
          return isDead({ address: source.address, size: 1 }, before);
        case 'clobbered':
          return true;
        case 'left':
        case 'masks':
        case 'immediate':
        case 'syndrome':
        case 'read':
          return false;
      }
    },
  };
}

/** Registers that somebody sets: this caller, the vectors' other code, who calls an operation. No ABI binds a guest. */
function setByCallers(
  session: Session,
  table: bigint,
  { caller, given }: Situation,
): ReadonlySet<RegisterName> {
  const { abi } = session;
  const vectors = session.vectorsAt(table);
  const { register } = selectorOf(abi.selector);
  return new Set([
    ...given.keys(),
    ...caller.given.keys(),
    ...(vectors?.inputs ?? []),
    ...(vectors?.state.keys() ?? []),
    ...(register === undefined ? [] : [register]),
    ...[...abi.operations.values()].flatMap(({ inputs }) => [...inputs.values()]),
    ...(caller.origin === 'host' ? [] : argumentRegisters),
  ]);
}
