import { byWord } from '../architecture/a64/by-word.ts';
import { accessibleCounters, counterBits } from '../architecture/event-counters.ts';
import { decodeInstruction } from '../architecture/instruction.ts';
import type { ExceptionLevel } from '../architecture/pstate.ts';
import type { RegisterName } from '../architecture/registers.ts';
import type { ProcessorName } from '../architecture/processor-model.ts';
import { wordOf } from '../architecture/registers.ts';
import type { State } from '../architecture/state.ts';
import type { GenericName, SystemEncoding } from '../architecture/system-encoding.ts';
import { genericName, parseGenericName } from '../architecture/system-encoding.ts';
import { featureRegisters, systemConstant } from '../architecture/system-constants.ts';
import { systemRegisterRow } from '../architecture/system-register-rows.ts';
import { systemRegisters } from '../architecture/system-registers.ts';
import { interruptStatus } from '../architecture/virtual-interrupts.ts';

/** MSR or MRS of a register that the machine has itself, as the engine has it not as the architecture says, or not at all. */
export interface OwnAccess {
  /** At a lower one it is UNDEFINED, which the engine says. What a control traps never comes here. */
  readonly leastLevel: ExceptionLevel;
  /** The processor that has it; every one, if left out. */
  readonly processor?: ProcessorName;
  /** Why the machine cannot do it, with this value in Xt of MSR; undefined where it, or the engine, can. */
  readonly refusal?: (state: State, value: bigint) => string | undefined;
  /** What MRS gives. */
  readonly read?: (state: State) => bigint;
  /** What MSR does. */
  readonly write?: (state: State, value: bigint) => void;
}

type Access = readonly [key: `${'mrs' | 'msr'} ${GenericName}`, access: OwnAccess];
type Name = keyof typeof systemRegisters;

const mrs = (name: Name, access: OwnAccess): Access => [`mrs ${systemRegisters[name]}`, access];
const msr = (name: Name, access: OwnAccess): Access => [`msr ${systemRegisters[name]}`, access];

const constant = (value: bigint) => (): bigint => value;

/** MSR to a register that holds what is written to it. */
function holding(name: RegisterName & Name): NonNullable<OwnAccess['write']> {
  const word = wordOf(name);
  return (state, value) => {
    const { written = 0n, ones = 0n } = systemRegisterRow(name, state.processor) ?? {};
    state.words[word] = (value & written) | ((state.words[word] as bigint) & ones);
  };
}

function writes(leastLevel: ExceptionLevel, ...names: readonly (RegisterName & Name)[]): Access[] {
  return names.map((name) => msr(name, { leastLevel, write: holding(name) }));
}

/** Registers that hold what is written to them, and give it. */
function translation(
  leastLevel: ExceptionLevel,
  ...names: readonly (RegisterName & Name)[]
): Access[] {
  const reads = names.map((name) => mrs(name, { leastLevel, read: (state) => state.get(name) }));
  return [...reads, ...writes(leastLevel, ...names)];
}

/** A bit for each counter, of which one register sets those that are written as ones, and another clears them. */
function counterRegisters(
  held: RegisterName & Name,
  set: Name,
  clear: Name,
  leastLevel: ExceptionLevel,
): Access[] {
  const word = wordOf(held);
  const bits = (state: State): bigint => state.words[word] as bigint;
  const read = (state: State): bigint => bits(state) & counterBits(state);
  return [
    mrs(set, { leastLevel, read }),
    mrs(clear, { leastLevel, read }),
    msr(set, {
      leastLevel,
      write: (state, value) => {
        state.words[word] = bits(state) | (value & counterBits(state));
      },
    }),
    msr(clear, {
      leastLevel,
      write: (state, value) => {
        state.words[word] = bits(state) & ~(value & counterBits(state));
      },
    }),
  ];
}

const pmcr = wordOf('pmcr_el0');
const pmccntr = wordOf('pmccntr_el0');
const pmselr = wordOf('pmselr_el0');
const holdPmcr = holding('pmcr_el0');

/** PMCR_EL0.N, from bit 11 up, is the number of counters that the level has; C clears the cycle counter. */
const counterControl: readonly Access[] = [
  mrs('pmcr_el0', {
    leastLevel: 0,
    read: (state) =>
      ((state.words[pmcr] as bigint) & ~0xf800n) | (BigInt(accessibleCounters(state)) << 11n),
  }),
  msr('pmcr_el0', {
    leastLevel: 0,
    write: (state, value) => {
      holdPmcr(state, value);
      if ((value & 0b100n) !== 0n) {
        state.words[pmccntr] = 0n;
      }
    },
  }),
  mrs('pmccntr_el0', { leastLevel: 0, read: (state) => state.words[pmccntr] as bigint }),
  msr('pmccntr_el0', { leastLevel: 0, write: holding('pmccntr_el0') }),
];

/** Of the six event counters of the Cortex-A72, libunicorn's has those below. */
const engineCounters = 4;

function counterRefusal(state: State, counter: number): string | undefined {
  if (counter >= accessibleCounters(state) && counter !== 31) {
    return `event counter ${counter} is not one of this level, by MDCR_EL2.HPMN: CONSTRAINED UNPREDICTABLE`;
  }
  return counter >= engineCounters && counter !== 31
    ? `the engine has no event counter ${counter}`
    : undefined;
}

const selectedCounter = (state: State): number => Number((state.words[pmselr] as bigint) & 0x1fn);

const eventCounters: readonly Access[] = [
  ...(['pmxevcntr_el0', 'pmxevtyper_el0'] as const).flatMap((name) => {
    const access: OwnAccess = {
      leastLevel: 0,
      refusal: (state) => counterRefusal(state, selectedCounter(state)),
    };
    return [mrs(name, access), msr(name, access)];
  }),
  ...[0, 1, 2, 3, 4, 5].flatMap((counter) => {
    const access: OwnAccess = { leastLevel: 0, refusal: (state) => counterRefusal(state, counter) };
    const names = [`pmevcntr${counter}_el0` as Name, `pmevtyper${counter}_el0` as Name];
    return names.flatMap((name) => [mrs(name, access), msr(name, access)]);
  }),
];

/** Registers with one value, and why no other can be written. */
function constantRegister(
  name: Name,
  leastLevel: ExceptionLevel,
  value: bigint,
  written?: (value: bigint) => string | undefined,
): Access[] {
  const read = mrs(name, { leastLevel, read: constant(value) });
  if (written === undefined) {
    return [read];
  }
  const refusal: OwnAccess['refusal'] = (_state, value) => written(value);
  return [read, msr(name, { leastLevel, refusal, write: () => undefined })];
}

const unmodelled = (name: string, leastLevel: ExceptionLevel): OwnAccess => ({
  leastLevel,
  refusal: ({ processor }) =>
    `the machine does not have ${name.toUpperCase()}, which ${processor.title} has`,
});

/** Reads and writes of what the Cortex-A72 has besides (its Technical Reference Manual, 4.2.1 and 10.3). */
const missingNames = [
  ...(['osdtrrx_el1', 'osdtrtx_el1', 'oseccr_el1', 'dbgprcr_el1'] as const),
  ...(['dbgclaimset_el1', 'dbgclaimclr_el1'] as const),
];

/** L2CTLR, L2ECTLR, L2ACTLR, CPUMERRSR, L2MERRSR, CBAR, IL1DATAn and DL1DATAn. */
const missingEncodings: readonly (readonly [string, GenericName])[] = [
  ['l2ctlr_el1', 's3_1_c11_c0_2'],
  ['l2ectlr_el1', 's3_1_c11_c0_3'],
  ['l2actlr_el1', 's3_1_c15_c0_0'],
  ['cpumerrsr_el1', 's3_1_c15_c2_2'],
  ['l2merrsr_el1', 's3_1_c15_c2_3'],
  ['cbar_el1', 's3_1_c15_c3_0'],
  ...[0, 1, 2, 3].map((n) => [`il1data${n}_el1`, `s3_0_c15_c0_${n}`] as const),
  ...[0, 1, 2, 3, 4].map((n) => [`dl1data${n}_el1`, `s3_0_c15_c1_${n}`] as const),
];

/** The processor's own controls, by their encodings: what MRS gives after reset. */
const processorControls: readonly (readonly [string, GenericName, bigint])[] = [
  ['cpuactlr_el1', 's3_1_c15_c2_0', 0n],
  ['cpuectlr_el1', 's3_1_c15_c2_1', 0x1b_0000_0000n],
];

const timerNames = ['cntp_tval_el0', 'cntv_tval_el0', 'cnthp_tval_el2'] as const;

const accesses: ReadonlyMap<string, OwnAccess> = new Map<string, OwnAccess>([
  // libunicorn keeps bits 10:5 of the vector bases, and ignores an MSR to CTL and CVAL of the timers.
  ...writes(1, 'vbar_el1'),
  ...writes(2, 'vbar_el2', 'cnthp_ctl_el2', 'cnthp_cval_el2'),
  ...writes(0, 'cntp_ctl_el0', 'cntp_cval_el0', 'cntv_ctl_el0', 'cntv_cval_el0'),
  ...timerNames.map((name) =>
    msr(name, {
      leastLevel: name.endsWith('2') ? 2 : 0,
      refusal: () =>
        `${name.toUpperCase()} counts from a time that the machine does not have; a write of CVAL does not`,
    }),
  ),
  // The engine never has VSE, VI and VF.
  mrs('hcr_el2', { leastLevel: 2, read: (state) => state.get('hcr_el2') }),
  ...writes(2, 'hcr_el2'),
  // What is translated is the machine's to say: the engine may have others while it executes.
  ...translation(1, 'sctlr_el1', 'tcr_el1', 'ttbr0_el1', 'ttbr1_el1'),
  ...translation(2, 'sctlr_el2', 'tcr_el2', 'ttbr0_el2'),
  ...counterControl,
  mrs('pmuserenr_el0', { leastLevel: 0, read: (state) => state.get('pmuserenr_el0') }),
  ...writes(1, 'pmuserenr_el0'),
  mrs('cnthctl_el2', { leastLevel: 2, read: (state) => state.get('cnthctl_el2') }),
  ...writes(2, 'cnthctl_el2'),
  // Where the engine has SVE, it may not have these as software does.
  mrs('cptr_el2', { leastLevel: 2, read: (state) => state.get('cptr_el2') }),
  ...writes(2, 'cptr_el2'),
  mrs('cpacr_el1', { leastLevel: 1, read: (state) => state.get('cpacr_el1') }),
  ...writes(1, 'cpacr_el1'),
  // An engine's processor has more than the machine's.
  ...featureRegisters.map((name) => {
    const encoding = parseGenericName(systemRegisters[name]) as SystemEncoding;
    return mrs(name, {
      leastLevel: 1,
      read: ({ processor }) => systemConstant(encoding, processor) ?? 0n,
    });
  }),
  ...(['pmceid0_el0', 'pmceid1_el0'] as const).map((name) => {
    const encoding = parseGenericName(systemRegisters[name]) as SystemEncoding;
    return mrs(name, {
      leastLevel: 0,
      read: ({ processor }) => systemConstant(encoding, processor) ?? 0n,
    });
  }),
  ...counterRegisters('pmcntenset_el0', 'pmcntenset_el0', 'pmcntenclr_el0', 0),
  ...counterRegisters('pmintenset_el1', 'pmintenset_el1', 'pmintenclr_el1', 1),
  ...counterRegisters('pmovsclr_el0', 'pmovsset_el0', 'pmovsclr_el0', 0),
  ...eventCounters,
  mrs('isr_el1', { leastLevel: 1, read: interruptStatus }),
  ...constantRegister('osdlr_el1', 1, 0n, (value) =>
    (value & 1n) === 0n ? undefined : 'the machine does not have the OS Double Lock',
  ),
  // Nothing was received, and nothing is to be sent.
  ...constantRegister('mdccsr_el0', 0, 0n),
  // Implemented, and disabled as nothing asks for it: 0b10 each.
  ...constantRegister('dbgauthstatus_el1', 1, 0xaan),
  ...constantRegister('rvbar_el2', 2, 0n),
  ...processorControls.flatMap(([name, encoding, value]): Access[] => [
    [`mrs ${encoding}`, { leastLevel: 1, processor: 'cortex-a72', read: constant(value) }],
    [
      `msr ${encoding}`,
      {
        leastLevel: 1,
        processor: 'cortex-a72',
        refusal: () => `${name.toUpperCase()} controls what the machine does not have`,
      },
    ],
  ]),
  ...missingNames.flatMap((name) => [
    mrs(name, unmodelled(name, 1)),
    msr(name, unmodelled(name, 1)),
  ]),
  ...(['dbgdtr_el0', 'dbgdtrrx_el0'] as const).flatMap((name) => [
    mrs(name, unmodelled(name, 0)),
    msr(name, unmodelled(name, 0)),
  ]),
  ...missingEncodings.flatMap(([name, encoding]): Access[] => [
    [`mrs ${encoding}`, { ...unmodelled(name, 1), processor: 'cortex-a72' }],
    [`msr ${encoding}`, { ...unmodelled(name, 1), processor: 'cortex-a72' }],
  ]),
]);

/** What the machine does of an MSR or MRS; undefined where all of it is the engine's. */
export const ownAccess = byWord((word): OwnAccess | undefined => {
  const instruction = decodeInstruction(word);
  return instruction.kind === 'msr' || instruction.kind === 'mrs'
    ? accesses.get(`${instruction.kind} ${genericName(instruction.encoding)}`)
    : undefined;
});

const kept: ReadonlySet<RegisterName> = new Set<RegisterName>([
  ...(['pmcr_el0', 'pmcntenset_el0', 'pmintenset_el1'] as const),
  // The machine looks at what they trap before the engine does; libunicorn 2.0 has some of it otherwise.
  ...(['pmuserenr_el0', 'cnthctl_el2'] as const),
]);

/** Whether the machine alone has the register: an engine neither gets it nor changes it. */
export function isKept(name: RegisterName): boolean {
  return kept.has(name);
}
