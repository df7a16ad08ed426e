import type { StandIns } from '../abi/stand-in.ts';
import { noStandIns } from '../abi/stand-in.ts';

/** The stand-ins of a command line, as --stub takes them: `NAME` ends the call. Throws `bad-option-value`. */
export function readStubs(texts: readonly string[] = []): StandIns {
  return {
    ...noStandIns,
    standIns: texts.map((text) => ({
      symbol: text,
      act: { kind: 'stop', outcome: 'called' },
      place: undefined,
    })),
  };
}
