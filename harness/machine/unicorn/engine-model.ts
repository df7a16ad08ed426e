import { hcrBits } from '../../architecture/control-bits.ts';
import type { ProcessorModel, ProcessorName } from '../../architecture/processor-model.ts';
import { wordOf } from '../../architecture/registers.ts';

/** Bits of a register's low half that the engine has always, or never, whatever the machine's register holds. */
interface FixedBits {
  /** Index in `State.halves`. */
  readonly half: number;
  readonly set: number;
  readonly clear: number;
}

/** Which of libunicorn's models stands for a processor, and what the machine keeps from it. */
export interface EngineModel {
  /** UC_CPU_ARM64_*: uc_ctl_set_cpu_model takes it. */
  readonly number: number;
  readonly fixed: readonly FixedBits[];
}

const fixed = (
  register: 'hcr_el2' | 'cptr_el2' | 'cpacr_el1',
  set: bigint,
  clear: bigint,
): FixedBits => ({
  half: wordOf(register) * 2,
  set: Number(set),
  clear: Number(clear),
});

/** The engine would act on HCR_EL2.VSE, VI and VF by itself. */
const virtualInterrupts = fixed('hcr_el2', 0n, hcrBits.vse | hcrBits.vi | hcrBits.vf);

/** CPTR_EL2.TZ, and CPACR_EL1.ZEN, two bits. */
const [trapSve, enableSve] = [1n << 8n, 3n << 16n];

const models: Readonly<Record<ProcessorName, EngineModel>> = {
  'cortex-a72': { number: 2, fixed: [virtualInterrupts] },
  max: {
    number: 3,
    // It has SVE, of no vector length: it aborts when it looks for one.
    fixed: [virtualInterrupts, fixed('cptr_el2', trapSve, 0n), fixed('cpacr_el1', 0n, enableSve)],
  },
};

export function modelOf({ name }: ProcessorModel): EngineModel {
  return models[name];
}

/** What the engine is given of a register's low half. */
export function givenTo({ fixed }: EngineModel, half: number, low: number): number {
  const bits = fixed.find((each) => each.half === half);
  return bits === undefined ? low : (low & ~bits.clear) | bits.set;
}

/** What the machine takes from it: `held` is what the machine had. */
export function takenFrom({ fixed }: EngineModel, half: number, low: number, held: number): number {
  const bits = fixed.find((each) => each.half === half);
  if (bits === undefined) {
    return low;
  }
  const own = bits.clear | bits.set;
  return (low & ~own) | (held & own);
}
