import type { SecondException } from '../calls/second-exception.ts';
import { secondExceptionText } from '../calls/second-exception.ts';
import { hexadecimal } from '../judge/finding.ts';
import type { ExceptionReport } from './event.ts';
import type { Locator } from './locate.ts';

/** Says in JSON what the exception was; empty for none, to be spread into what it belongs to. */
export function exceptionReport(
  exception: SecondException | undefined,
  locator: Locator,
): { readonly exception?: ExceptionReport } {
  if (exception === undefined) {
    return {};
  }
  const { exceptionClass, level, slot, syndrome, faultAddress, by, more } = exception;
  return {
    exception: {
      class: exceptionClass,
      level,
      slot,
      ...(syndrome === undefined ? {} : { syndrome: hexadecimal(syndrome) }),
      ...(faultAddress === undefined ? {} : { faultAddress: hexadecimal(faultAddress) }),
      ...(by === undefined ? {} : { by: locator.location(by) }),
      ...(more === 0 ? {} : { more }),
      text: secondExceptionText(exception, (address) => locator.nameOf(address)),
    },
  };
}
