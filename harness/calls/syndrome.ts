import { preferredReturnOf } from '../architecture/esr.ts';
import type { RegisterName } from '../architecture/registers.ts';
import type { RaisedException } from '../machine/machine.ts';

/** What an exception leaves in registers besides where it came from: of ESR_EL2, FAR_EL2 and HPFAR_EL2, those that differ. */
export type Syndrome = ReadonlyMap<RegisterName, bigint>;

/** The exception with another syndrome: its class decides where it returns to. Throws a RangeError for one that has no syndrome of its own choice. */
export function withSyndrome(raised: RaisedException, syndrome: Syndrome): RaisedException {
  const { cause } = raised;
  if (syndrome.size === 0) {
    return raised;
  }
  if (cause.kind !== 'synchronous') {
    throw new RangeError(`an exception of the sort '${cause.kind}' makes its syndrome itself`);
  }
  const esr = syndrome.get('esr_el2') ?? cause.esr;
  const isAsBefore = preferredReturnOf(esr) === preferredReturnOf(cause.esr);
  const far = syndrome.get('far_el2') ?? cause.far;
  const hpfar = syndrome.get('hpfar_el2') ?? cause.hpfar;
  return {
    ...raised,
    cause: {
      ...cause,
      esr,
      preferredReturn: isAsBefore ? cause.preferredReturn : preferredReturnOf(esr),
      ...(far === undefined ? {} : { far }),
      ...(hpfar === undefined ? {} : { hpfar }),
    },
  };
}
