import type { ProcessorModel, ProcessorName } from './processor-model.ts';
import type { RegisterInfo, RegisterName, SystemRegisterName } from './registers.ts';
import { registerInfo } from './registers.ts';
import type { State } from './state.ts';

/** Bits of a register. */
interface Control {
  readonly register: RegisterName;
  readonly bits: bigint;
}

/** What one system register of a state keeps of what is written to it, and what it does besides. */
export interface SystemRegisterRow {
  readonly register: RegisterName;
  /** The bits that the architecture gives a meaning on the processor; the others are RES0 or RES1. */
  readonly implemented: bigint;
  /**
   * The bits that an MSR changes on the machine, at any level that has access: MRS gives `(old & ~written) | (value &
   * written)` afterwards. They may be more than `implemented`: RES0 and RES1 bits may hold what was written last (Arm
   * ARM, Glossary "RES0"), and those of libunicorn do. Of a register whose
   * ones set or clear bits, those that they can; where bits are copies of others, MSR's meaning says so.
   */
  readonly written: bigint;
  /** The bits that read as one after reset and that no MSR changes. */
  readonly ones: bigint;
  /** The value after reset, where software builds on it; else it is what an engine resets it to. */
  readonly reset?: bigint;
  /** It runs by itself, or shows what does: each MRS gives a fresh value. */
  readonly volatile: boolean;
  /**
   * The bits that change how instructions run which do not name the register: a second run of a call must not change
   * them blindly. 0 where it only holds a value. ERET, MRS and the rest of what names it count as names.
   */
  readonly acts: bigint;
  /** Nothing acts on them while all of these bits are 0; always, if left out. */
  readonly actsWhile?: readonly Control[];
  /** Where the machine is not as the architecture says, and how. */
  readonly deviation?: string;
}

type Facts = Partial<Omit<SystemRegisterRow, 'register' | 'volatile'>>;

const all = 0xffff_ffff_ffff_ffffn;
const word = 0xffff_ffffn;

/** The machine keeps every bit; the hardware acts on none. */
const whole: Facts = {};
const holds = (implemented: bigint): Facts => ({ implemented });
/** Everything that it has decides how instructions run. */
const controls = (implemented: bigint): Facts => ({ implemented, acts: implemented });
const nothing: Facts = { implemented: 0n, written: 0n };
/** The processor does not have it: MSR and MRS are UNDEFINED. */
const absent: Facts = nothing;
/** There is no MSR to it. */
const readOnly = (implemented: bigint): Facts => ({ implemented, written: 0n });

const translation = (
  implemented: bigint,
  register: 'sctlr_el1' | 'sctlr_el2' | 'hcr_el2',
): Facts => ({
  implemented,
  acts: implemented,
  // SCTLR_ELx.M, or HCR_EL2.VM and DC.
  actsWhile: [{ register, bits: register === 'hcr_el2' ? 0x1001n : 1n }],
});

/** Nothing counts before PMCR_EL0.E. */
const counting: Facts = {
  implemented: 0x8000_003fn,
  written: 0x8000_003fn,
  acts: 0x8000_003fn,
  actsWhile: [{ register: 'pmcr_el0', bits: 1n }],
};

/** Breakpoints and watchpoints are off before MDSCR_EL1.MDE. */
const debug = (implemented: bigint, rest: Facts): Facts => ({
  implemented,
  acts: implemented,
  actsWhile: [{ register: 'mdscr_el1', bits: 1n << 15n }],
  deviation:
    'no breakpoint or watchpoint matches, and the engine ends with an MSR that enables one',
  ...rest,
});
const breakpointValue = debug(all, {});
/** Bits 6 and 8, BAS[1] and BAS[3], are copies of the bits below them. */
const breakpointControl = debug(0x00ff_e1e7n, {});
/** Bits 63:49 are copies of bit 48. */
const watchpointValue = debug(all - 3n, { written: all - 3n });
const watchpointControl = debug(0x1f1f_ffffn, {});

/** CTL of a timer: ENABLE and IMASK; the machine writes the register itself. */
const timerControl: Facts = {
  implemented: 0x7n,
  written: 0x3n,
  deviation: 'ISTATUS stays 0, as no timer runs',
};
const timerValue: Facts = {
  implemented: word,
  written: 0n,
  deviation: 'MSR is refused',
};

/** SPSR_ELx of AArch64 and AArch32 callers, and those of AArch32's modes. */
const savedState = holds(0xfe3f_ffffn);
const savedState32 = holds(0xfe1f_ffffn);

/** VBAR_ELx[10:0] are RES0; the machine has them as 0. */
export const vectorBaseMask = 0xffff_ffff_ffff_f800n;
const vectorBase: Facts = {
  implemented: vectorBaseMask,
  written: vectorBaseMask,
  acts: vectorBaseMask,
};

/** Field tables: Arm ARM, D13.2 to D13.8; what the Cortex-A72 lacks: its Technical Reference Manual, 4.3. */
const facts: AllFacts = {
  // Len and Stride are for AArch32 alone, and held.
  fpcr: { implemented: 0x07c0_0000n, written: 0x07f7_0000n, acts: 0x07c0_0000n },
  // NZCV is AArch32's, and held.
  fpsr: { implemented: 0x0800_009fn, written: 0xf800_009fn },
  tpidr_el0: whole,
  tpidrro_el0: whole,
  // IMP 0x41, IDCODE 0x02 and six counters; P and C read as 0.
  pmcr_el0: {
    implemented: 0xffff_f879n,
    written: 0x79n,
    ones: 0x4102_3000n,
    reset: 0x4102_3000n,
    acts: 0x79n,
  },
  pmcntenset_el0: counting,
  pmselr_el0: { implemented: 0x1fn, written: 0x1fn },
  pmuserenr_el0: { implemented: 0xfn, written: 0xfn, acts: 0xfn },
  pmintenset_el1: counting,
  pmccfiltr_el0: { implemented: 0xfc00_0000n, written: 0xfc00_0000n },
  cntp_ctl_el0: timerControl,
  cntp_cval_el0: whole,
  cntv_ctl_el0: timerControl,
  cntv_cval_el0: whole,
  cntkctl_el1: controls(0x3ffn),
  mdscr_el1: controls(0x6ce0_f041n),
  dbgbvr0_el1: breakpointValue,
  dbgbcr0_el1: breakpointControl,
  dbgbvr1_el1: breakpointValue,
  dbgbcr1_el1: breakpointControl,
  dbgbvr2_el1: breakpointValue,
  dbgbcr2_el1: breakpointControl,
  dbgbvr3_el1: breakpointValue,
  dbgbcr3_el1: breakpointControl,
  dbgbvr4_el1: breakpointValue,
  dbgbcr4_el1: breakpointControl,
  dbgbvr5_el1: breakpointValue,
  dbgbcr5_el1: breakpointControl,
  dbgwvr0_el1: watchpointValue,
  dbgwcr0_el1: watchpointControl,
  dbgwvr1_el1: watchpointValue,
  dbgwcr1_el1: watchpointControl,
  dbgwvr2_el1: watchpointValue,
  dbgwcr2_el1: watchpointControl,
  dbgwvr3_el1: watchpointValue,
  dbgwcr3_el1: watchpointControl,
  sctlr_el1: controls(0x070d_d3bfn),
  actlr_el1: nothing,
  cpacr_el1: controls(0x1030_0000n),
  ttbr0_el1: translation(all - 1n, 'sctlr_el1'),
  ttbr1_el1: translation(all - 1n, 'sctlr_el1'),
  // TBI0 and TBI1 act on branches and addresses even while nothing is translated.
  tcr_el1: controls(0x77_ffff_ffbfn),
  spsr_el1: savedState,
  elr_el1: whole,
  afsr0_el1: nothing,
  afsr1_el1: nothing,
  esr_el1: holds(word),
  far_el1: whole,
  par_el1: whole,
  mair_el1: translation(all, 'sctlr_el1'),
  amair_el1: nothing,
  vbar_el1: vectorBase,
  contextidr_el1: holds(word),
  tpidr_el1: whole,
  csselr_el1: { implemented: 0xfn, written: 0xfn },
  vpidr_el2: holds(word),
  vmpidr_el2: holds(0xff_41ff_ffffn),
  sctlr_el2: controls(0x0208_100fn),
  actlr_el2: {
    implemented: 0x73n,
    written: 0n,
    deviation: 'reads as 0: the engine has none of its bits',
  },
  // HCD is RES0 where EL3 exists.
  hcr_el2: { implemented: 0x3_dfff_ffffn, written: 0x3_dfff_ffffn, acts: 0x3_dfff_ffffn },
  // HPMN is PMCR_EL0.N after reset.
  mdcr_el2: { ...controls(0xfffn), reset: 6n },
  cptr_el2: controls(0x8010_0400n),
  // For accesses from AArch32, where the machine runs HVC alone.
  hstr_el2: holds(0xbfefn),
  hacr_el2: nothing,
  ttbr0_el2: translation(0xffff_ffff_fffen, 'sctlr_el2'),
  // TBI, as for TCR_EL1.
  tcr_el2: controls(0x0017_ff3fn),
  vttbr_el2: translation(0xff_ffff_ffff_fffen, 'hcr_el2'),
  vtcr_el2: translation(0x0007_ffffn, 'hcr_el2'),
  dacr32_el2: holds(word),
  spsr_el2: savedState,
  elr_el2: whole,
  spsr_irq: savedState32,
  spsr_abt: savedState32,
  spsr_und: savedState32,
  spsr_fiq: savedState32,
  ifsr32_el2: holds(0x0001_163fn),
  afsr0_el2: nothing,
  afsr1_el2: nothing,
  esr_el2: holds(word),
  fpexc32_el2: holds(0xfc00_079fn),
  far_el2: whole,
  // FIPA, of a 48-bit intermediate physical address.
  hpfar_el2: holds(0xff_ffff_fff0n),
  mair_el2: translation(all, 'sctlr_el2'),
  amair_el2: nothing,
  vbar_el2: vectorBase,
  tpidr_el2: whole,
  cntvoff_el2: whole,
  // The counter and the timer are EL1's after reset, as the engine has it.
  cnthctl_el2: { ...controls(0xffn), reset: 3n },
  cnthp_ctl_el2: timerControl,
  cnthp_cval_el2: whole,
  scr_el3: controls(0x3f8fn),
  apiakeylo_el1: absent,
  apiakeyhi_el1: absent,
  apibkeylo_el1: absent,
  apibkeyhi_el1: absent,
  apdakeylo_el1: absent,
  apdakeyhi_el1: absent,
  apdbkeylo_el1: absent,
  apdbkeyhi_el1: absent,
  apgakeylo_el1: absent,
  apgakeyhi_el1: absent,
  isr_el1: readOnly(0x1c0n),
  cntpct_el0: readOnly(all),
  cntvct_el0: readOnly(all),
  cntp_tval_el0: timerValue,
  cntv_tval_el0: timerValue,
  cnthp_tval_el2: timerValue,
  pmccntr_el0: whole,
  pmxevcntr_el0: holds(word),
  pmovsclr_el0: { ...counting, acts: 0n },
};

/** SCTLR_ELx.EnIA, EnIB, EnDA and EnDB. */
const keyEnables = 0xc800_2000n;

/** A key acts on what instructions make of pointers, while one is enabled. EL1 and EL2 have the same. */
const key: Facts = {
  acts: all,
  actsWhile: [
    { register: 'sctlr_el1', bits: keyEnables },
    { register: 'sctlr_el2', bits: keyEnables },
  ],
};

type AllFacts = Readonly<Record<SystemRegisterName | 'fpcr' | 'fpsr', Facts>>;

/** What is otherwise on hcall's max: PSTATE.PAN, UAO and BTYPE, SPAN, the controls of FEAT_PAuth and FEAT_BTI, and FZ16. */
const factsOfMax: AllFacts = {
  ...facts,
  fpcr: { implemented: 0x07c8_0000n, written: 0x07ff_0000n, acts: 0x07c8_0000n },
  spsr_el1: holds(0xfeff_ffffn),
  spsr_el2: holds(0xfeff_ffffn),
  sctlr_el1: controls(0x18_cf8d_f3bfn),
  sctlr_el2: controls(0x10_ca08_300fn),
  hcr_el2: { implemented: 0x303_dfff_ffffn, written: 0x303_dfff_ffffn, acts: 0x303_dfff_ffffn },
  apiakeylo_el1: key,
  apiakeyhi_el1: key,
  apibkeylo_el1: key,
  apibkeyhi_el1: key,
  apdakeylo_el1: key,
  apdakeyhi_el1: key,
  apdbkeylo_el1: key,
  apdbkeyhi_el1: key,
  // PACGA needs no control.
  apgakeylo_el1: { acts: all },
  apgakeyhi_el1: { acts: all },
};

type Rows = ReadonlyMap<RegisterName, SystemRegisterRow>;

function rowsOf(from: AllFacts): Rows {
  return new Map(
    (Object.keys(from) as (keyof AllFacts)[]).map((register) => [
      register,
      {
        implemented: all,
        written: all,
        ones: 0n,
        acts: 0n,
        ...from[register],
        register,
        volatile: registerInfo(register).volatile,
      },
    ]),
  );
}

const rows: Readonly<Record<ProcessorName, Rows>> = {
  'cortex-a72': rowsOf(facts),
  max: rowsOf(factsOfMax),
};

/** The row of a system register, or of FPCR or FPSR; undefined for any other register. */
export function systemRegisterRow(
  name: RegisterName,
  processor: ProcessorModel,
): SystemRegisterRow | undefined {
  return rows[processor.name].get(name);
}

/** As `systemRegisterRow`, for what must hold on any processor: what one of them has, all have. */
export function systemRegisterRowOfAny(name: RegisterName): SystemRegisterRow | undefined {
  const [first, ...others] = Object.values(rows).flatMap((each) => each.get(name) ?? []);
  return others.reduce(
    (one, other) =>
      one && {
        ...one,
        implemented: one.implemented | other.implemented,
        written: one.written | other.written,
        acts: one.acts | other.acts,
      },
    first,
  );
}

/** Whether what the register holds changes how instructions run, and `state` lets it. */
export function doesAct({ acts, actsWhile }: SystemRegisterRow, state: State): boolean {
  return (
    acts !== 0n &&
    (actsWhile === undefined ||
      actsWhile.some(({ register, bits }) => (state.get(register) & bits) !== 0n))
  );
}

/** The bits of a register that a state holds from one instruction to the next: any value of them reads back. */
export function heldBits(
  { name, words, volatile }: RegisterInfo,
  processor: ProcessorModel,
): bigint {
  const row = systemRegisterRow(name, processor);
  if (volatile) {
    return 0n;
  }
  return row === undefined ? BigInt.asUintN(words * 64, -1n) : row.written | row.ones;
}

/** The bits of a register that software can give a meaning: all of them, of one without a row. */
export function implementedBits({ name, words }: RegisterInfo, processor: ProcessorModel): bigint {
  return systemRegisterRow(name, processor)?.implemented ?? BigInt.asUintN(words * 64, -1n);
}
