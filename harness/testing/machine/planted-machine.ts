import type { SecondMachine } from '../../machine/checked-machine.ts';
import type { Machine, Observation } from '../../machine/machine.ts';

/** What is wrong with a machine: it sees and leaves something else than the one that it is made of. */
export type Mistake = (out: Observation, machine: Machine) => void;

function delegate(machine: Machine): Machine {
  return {
    observable: machine.observable,
    resetState: () => machine.resetState(),
    map: (regions) => machine.map(regions),
    write: (content) => machine.write(content),
    read: (address, size) => machine.read(address, size),
    isMapped: (address, size) => machine.isMapped(address, size),
    physical: (address, size) => machine.physical(address, size),
    locate: (state, address, access) => machine.locate(state, address, access),
    mark: () => machine.mark(),
    rewind: (mark) => machine.rewind(mark),
    newObservation: () => machine.newObservation(),
    run: (probe, out) => machine.run(probe, out),
    close: () => machine.close(),
  };
}

/** A machine that is right but for one mistake. */
export function withMistake(machine: Machine, mistake: Mistake): Machine {
  return {
    ...delegate(machine),
    run: (probe, out) => {
      machine.run(probe, out);
      mistake(out, machine);
    },
  };
}

/** A machine in the place of a second one, with which nothing is known to be different. */
export function asSecond(machine: Machine): SecondMachine {
  return {
    ...delegate(machine),
    deviations: new Set(),
    answers: () => false,
    holds: (address, bytes) => Buffer.compare(machine.read(address, bytes.length), bytes) === 0,
    circle: () => {},
  };
}
