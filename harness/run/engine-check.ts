import { exceptionRegisters } from '../architecture/exception-registers.ts';
import type { RegisterName } from '../architecture/registers.ts';
import type { PlacedRegion } from '../calls/placed-region.ts';
import type { Finding, Subject } from '../judge/finding.ts';
import { hexadecimal, memorySubject } from '../judge/finding.ts';
import type { MachineCheck } from '../machine/checked-machine.ts';
import type { MachineDifference } from '../machine/machine-difference.ts';
import type { EngineCheck } from './event.ts';

/** Differences of one call that are findings of their own; where an engine is wrong early, all that follows differs. */
const mostFindings = 8;

/** What a check found, as findings of the test. */
export function engineFindings(
  { differences }: MachineCheck,
  regions: readonly PlacedRegion[],
): Finding[] {
  const rest = differences.length - mostFindings;
  return differences.slice(0, mostFindings).map((difference, index): Finding => {
    const isLast = index === mostFindings - 1 && rest > 0;
    const more = isLast ? `; and ${rest} more differences` : '';
    const [expected, found] = [difference.second, difference.first].map((value) =>
      typeof value === 'bigint' ? hexadecimal(value) : value,
    ) as [string, string];
    return {
      code: 'engines-differ',
      subject: subjectOf(difference, regions),
      message: `the second engine saw another ${nameOf(difference)}${more}`,
      expected,
      found,
    };
  });
}

function nameOf(difference: MachineDifference): string {
  switch (difference.kind) {
    case 'register':
      return difference.at === 'entry'
        ? `${difference.register} at the entry to EL2`
        : `${difference.register} at the end`;
    case 'exception':
      return `${registerOf(difference)} in exception ${difference.number}`;
    case 'memory':
      return `value of 8 bytes at ${hexadecimal(difference.address)}`;
    case 'exceptions':
      return 'number of exceptions';
    case 'outcome':
      return 'outcome';
  }
}

function subjectOf(difference: MachineDifference, regions: readonly PlacedRegion[]): Subject {
  switch (difference.kind) {
    case 'register':
      return { kind: 'register', register: difference.register };
    case 'exception':
      return { kind: 'register', register: registerOf(difference) };
    case 'memory':
      return memorySubject(regions, difference.address, 8);
    case 'exceptions':
      return { kind: 'events' };
    case 'outcome':
      return { kind: 'outcome' };
  }
}

/** Where an exception leaves what differs. */
function registerOf({
  field,
  level,
}: Extract<MachineDifference, { kind: 'exception' }>): RegisterName {
  switch (field) {
    case 'vector':
      return 'pc';
    case 'pstate':
      return 'pstate';
    case 'hpfar':
      return 'hpfar_el2';
    case 'elr':
    case 'spsr':
    case 'esr':
    case 'far':
      return exceptionRegisters[level][field];
  }
}

/** What a test's result says of a check. */
export function engineCheckOf({ compared, deviations, refusals }: MachineCheck): EngineCheck {
  return { compared, deviations: Object.fromEntries(deviations), refusals };
}
