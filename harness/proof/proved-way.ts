import type { Abi } from '../abi/abi.ts';
import { callingClasses, classesDelivered } from '../architecture/esr.ts';
import type { ProcessorModel } from '../architecture/processor-model.ts';
import { groupOfSlot } from '../architecture/slot.ts';
import type { ExceptionPath } from '../calls/exception-path.ts';
import { exceptionPaths } from '../calls/exception-path.ts';
import type { Way } from '../contract/way.ts';
import { waysInto } from '../contract/way.ts';

/** A way into a table whose contract is to be proved. */
export interface ProvedWay {
  readonly way: Way;
  /** As statements name it. */
  readonly name: string;
  /** Of a synchronous exception: the classes, ESR_EL2.EC, that it may have. */
  readonly classes: readonly number[];
}

/**
 * The ways into a table of the ABI. Synchronous exceptions that return to the same place are one way, whatever their class:
 * the first one of the contract's stands for them.
 */
export function provedWays(abi: Abi, processor: ProcessorModel): ProvedWay[] {
  const seen = new Set<string>();
  return waysInto(abi).flatMap((way): ProvedWay[] => {
    if (way.kind !== 'exception') {
      return [{ way, name: way.name, classes: [] }];
    }
    const { cause, slot } = exceptionPaths[way.index] as ExceptionPath;
    if (cause.kind !== 'synchronous') {
      return [{ way, name: way.name, classes: [] }];
    }
    const { preferredReturn } = cause;
    const key = `${slot} ${preferredReturn}`;
    if (seen.has(key)) {
      return [];
    }
    seen.add(key);
    const name = preferredReturn === 'next' ? 'SVC' : 'exceptions that are no calls';
    const hvc = new Set([0x12, 0x16]);
    const classes = classesDelivered(groupOfSlot(slot), processor).filter(
      (ec) => callingClasses.has(ec) === (preferredReturn === 'next') && !hvc.has(ec),
    );
    return [{ way, name, classes }];
  });
}
