import { currentLevel } from '../architecture/pstate.ts';
import type { RegisterName } from '../architecture/registers.ts';
import { registers } from '../architecture/registers.ts';
import type { State } from '../architecture/state.ts';
import { systemRegisterRow } from '../architecture/system-register-rows.ts';

/** A system register that the machine writes itself, by its row. */
export interface OwnRegister {
  /** Index in `State.words`. */
  readonly word: number;
  /** The bits that an MSR changes; the others are 0. */
  readonly written: bigint;
  /** Whether an MSR has access; where it has not, the engine finds out what it causes. */
  readonly hasAccess: (state: State) => boolean;
}

const isAtEl2 = (state: State): boolean => currentLevel(state) === 2;

/** CNTHCTL_EL2.EL1PCEN. */
const physicalTimerEnable = 1n << 1n;

/** EL2, and EL1 where EL2 does not trap it. */
function orEl1(isTrapped: (state: State) => boolean): OwnRegister['hasAccess'] {
  return (state) => isAtEl2(state) || (currentLevel(state) === 1 && !isTrapped(state));
}

/** libunicorn keeps bits 10:5 of the vector bases, and ignores an MSR to CTL and CVAL of the timers. */
const groups: readonly (readonly [RegExp, OwnRegister['hasAccess']])[] = [
  [/^(vbar|cnthp_ctl|cnthp_cval)_el2$/, isAtEl2],
  [/^(vbar_el1|cntv_ctl_el0|cntv_cval_el0)$/, orEl1(() => false)],
  [
    /^cntp_(ctl|cval)_el0$/,
    orEl1((state) => (state.get('cnthctl_el2') & physicalTimerEnable) === 0n),
  ],
];

function rowOf(name: RegisterName, word: number): readonly (readonly [string, OwnRegister])[] {
  const hasAccess = groups.find(([names]) => names.test(name))?.[1];
  const written = systemRegisterRow(name)?.written ?? 0n;
  return hasAccess === undefined ? [] : [[name, { word, written, hasAccess }]];
}

const own: ReadonlyMap<string, OwnRegister> = new Map(
  registers.flatMap(({ name, word }) => rowOf(name, word)),
);

/** The register of that (lower-case) name, if the machine writes it itself. */
export function ownRegister(name: string): OwnRegister | undefined {
  return own.get(name);
}
