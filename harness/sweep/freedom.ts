import { classField } from '../architecture/esr.ts';
import type { RegisterName } from '../architecture/registers.ts';
import { registerInfo } from '../architecture/registers.ts';
import type { State } from '../architecture/state.ts';
import { doesAct, systemRegisterRow } from '../architecture/system-register-rows.ts';
import type { Origin } from '../abi/origin.ts';
import type { PlacedRegion } from '../calls/placed-region.ts';
import { isPointerAt } from '../calls/placed-region.ts';
import { inertBits } from '../calls/start-state.ts';
import type { FlowValue } from '../flow/flow-state.ts';
import type { FlowLanguage } from '../flow/following.ts';
import type { Source } from '../flow/source.ts';
import { widthOfSource } from '../flow/source.ts';
import type { Constraint } from '../solver/condition.ts';

/** Values that something may have, both ends inclusive. */
export interface ValueRange {
  readonly from: bigint;
  readonly to: bigint;
}

/** What calls are restricted to: everything else that can be free is. All restrictions hold together. */
export interface Restriction {
  /** One of these; any if left out. */
  readonly immediates?: readonly ValueRange[];
  /** Each register one of these. */
  readonly registers: ReadonlyMap<RegisterName, readonly ValueRange[]>;
}

/** Of an AArch32 caller, general registers have no more than their low half. */
const narrowMask = 0xffff_ffffn;
const allBits = 0xffff_ffff_ffff_ffffn;

/** Registers that say where memory is, or whose value is an address which the machine goes to. */
const fixed: ReadonlySet<RegisterName> = new Set(['sp_el2', 'tpidr_el2', 'vbar_el1', 'vbar_el2']);
const stackPointers: ReadonlySet<RegisterName> = new Set(['sp_el0', 'sp_el1']);

/** The calls whose inputs are free. */
export interface FreedomSetting {
  readonly language: FlowLanguage;
  readonly origin: Origin;
  /** Before a call in which nothing is chosen. */
  readonly start: State;
  readonly regions: readonly PlacedRegion[];
  /** Registers that hold what they hold, besides those that never are free. */
  readonly held: ReadonlySet<RegisterName>;
  readonly restriction?: Restriction;
  /** ESR_EL2.EC is one of these, and the rest of the call's own syndrome is free; without any, nothing of it is. */
  readonly classes?: readonly number[];
}

/** What may be anything before the calls of a situation, and what it must keep to all the same. */
export class Freedom {
  readonly #setting: FreedomSetting;
  readonly #restriction: Restriction;
  /** By source; undefined for one that is not free. */
  readonly #limits = new Map<Source, readonly Constraint<Source>[] | undefined>();

  constructor(setting: FreedomSetting) {
    this.#setting = setting;
    this.#restriction = setting.restriction ?? { registers: new Map() };
  }

  /** The state before a call in which nothing is chosen. */
  get start(): State {
    return this.#setting.start;
  }

  readonly isFree = (source: Source): boolean => this.limitsOf(source) !== undefined;

  /** What the call's inputs are restricted to by choice, where they are free. */
  get choices(): readonly Constraint<Source>[] {
    const { sources } = this.#setting.language;
    const { immediates, registers } = this.#restriction;
    const chosen = [
      ...(immediates === undefined ? [] : [this.#within(sources.immediate, immediates)]),
      ...[...registers].map(([register, ranges]) =>
        this.#within(sources.register(register), ranges),
      ),
    ];
    return [...chosen, ...(this.limitsOf(sources.syndrome('esr_el2')) ?? [])];
  }

  /** What a free source must keep to; undefined for one that is not free. */
  limitsOf(source: Source): readonly Constraint<Source>[] | undefined {
    if (!this.#limits.has(source)) {
      this.#limits.set(source, this.#limitsOf(source));
    }
    return this.#limits.get(source);
  }

  #limitsOf(source: Source): readonly Constraint<Source>[] | undefined {
    const { immediates } = this.#restriction;
    switch (source.kind) {
      case 'register':
        return this.#limitsOfRegister(source, source.register);
      case 'immediate':
        return immediates === undefined ? [] : [this.#within(source, immediates)];
      case 'memory':
        return isPointerAt(this.#setting.regions, source.address) ? undefined : [];
      case 'left':
        // Of an exception that a function took: it is not for a call to choose.
        return registerInfo(source.register).syndrome ? undefined : [];
      case 'flags':
      case 'masks':
      case 'left-byte':
        return [];
      case 'syndrome':
        return this.#limitsOfSyndrome(source, source.register);
      case 'clobbered':
      case 'read':
        return undefined;
    }
  }

  #limitsOfSyndrome(source: Source, register: RegisterName): Constraint<Source>[] | undefined {
    const { classes = [], language } = this.#setting;
    if (classes.length === 0 || register === 'elr_el2') {
      return undefined;
    }
    if (register !== 'esr_el2') {
      return [];
    }
    const { builder } = language;
    const { low, width } = classField;
    const own = builder.extract(builder.input(source, widthOfSource(source)), low, width);
    const expression = classes
      .map((each) => builder.compare('eq', own, builder.constant(each, width)))
      .reduce((one, other) => builder.binary('or', one, other));
    return [{ expression, holds: true }];
  }

  #limitsOfRegister(source: Source, register: RegisterName): Constraint<Source>[] | undefined {
    const bits = this.freeBits(register);
    if (bits === undefined) {
      return undefined;
    }
    const { builder } = this.#setting.language;
    const width = widthOfSource(source);
    const value = builder.input(source, width);
    const limits: Constraint<Source>[] = [];
    if (width === 64 && bits !== allBits) {
      const held = builder.constant(allBits & ~bits, width);
      const rest = builder.constant(this.#setting.start.get(register) & ~bits, width);
      const expression = builder.compare('eq', builder.binary('and', value, held), rest);
      limits.push({ expression, holds: true });
    }
    if (register === 'vttbr_el2' && this.#setting.origin === 'guest') {
      const zero = builder.constant(0, width);
      limits.push({ expression: builder.compare('eq', value, zero), holds: false });
    }
    const ranges = this.#restriction.registers.get(register);
    return ranges === undefined ? limits : [...limits, this.#within(source, ranges)];
  }

  /** The bits of a register that may be anything; undefined where none may. */
  freeBits(register: RegisterName): bigint | undefined {
    const { origin, held } = this.#setting;
    const { kind } = registerInfo(register);
    if (held.has(register)) {
      return undefined;
    }
    if (kind === 'general') {
      return origin === 'aarch32' ? narrowMask : allBits;
    }
    if (kind === 'vector') {
      return allBits;
    }
    if (register === 'vttbr_el2') {
      const isOpen = origin === 'guest' || this.#restriction.registers.has(register);
      // This machine's processor has VMIDs of 8 bits and no CnP; others have VMIDs of 16 bits, and CnP.
      return isOpen ? allBits : undefined;
    }
    if (stackPointers.has(register)) {
      // EL2's own stack, where it uses SP_EL0.
      return origin === 'el2' ? undefined : allBits;
    }
    return fixed.has(register) || this.#isActive(register)
      ? undefined
      : inertBits(register, this.#setting.start.processor);
  }

  /** Whether what a register holds changes how the call's instructions run. */
  #isActive(register: RegisterName): boolean {
    const { start } = this.#setting;
    const row = systemRegisterRow(register, start.processor);
    return row?.actsWhile !== undefined && doesAct(row, start);
  }

  #within(source: Source, ranges: readonly ValueRange[]): Constraint<Source> {
    const { builder } = this.#setting.language;
    const width = widthOfSource(source);
    const value = builder.input(source, width);
    const expression = ranges
      .map(({ from, to }): FlowValue => {
        const distance = builder.binary('sub', value, builder.constant(from, width));
        return builder.unary(
          'not',
          builder.compare('ult', builder.constant(to - from, width), distance),
        );
      })
      .reduce((one, other) => builder.binary('or', one, other));
    return { expression, holds: true };
  }

  /** What the free sources of these expressions must keep to. */
  limits(expressions: Iterable<FlowValue>): Constraint<Source>[] {
    const sources = new Set<Source>();
    for (const expression of expressions) {
      for (const source of this.#setting.language.builder.inputsOf(expression)) {
        sources.add(source);
      }
    }
    return [...sources].flatMap((source) => this.limitsOf(source) ?? []);
  }
}
