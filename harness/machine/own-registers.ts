import type { ExceptionLevel } from '../architecture/pstate.ts';
import { registers } from '../architecture/registers.ts';
import { systemRegisterRow } from '../architecture/system-register-rows.ts';

/** A system register that the machine writes itself, by its row. */
export interface OwnRegister {
  /** Index in `State.words`. */
  readonly word: number;
  /** The bits that an MSR changes; the others are 0. */
  readonly written: bigint;
  /** The least exception level at which the machine does it; below, the engine finds out what traps. */
  readonly level: ExceptionLevel;
}

/**
 * libunicorn keeps bits 10:5 of the vector bases, ignores an MSR to CTL and CVAL of the timers, and does not survive one
 * that sets a breakpoint or a watchpoint.
 */
const names = /^(vbar_el[12]|cnt(p|v|hp)_(ctl|cval)_el[02]|dbg[bw][vc]r\d_el1)$/;

const own: ReadonlyMap<string, OwnRegister> = new Map(
  registers
    .filter(({ name }) => names.test(name))
    .map(({ name, word }) => {
      const written = systemRegisterRow(name)?.written ?? 0n;
      return [name, { word, written, level: name === 'vbar_el1' ? 1 : 2 }];
    }),
);

/** The register of that (lower-case) name, if the machine writes it itself. */
export function ownRegister(name: string): OwnRegister | undefined {
  return own.get(name);
}
