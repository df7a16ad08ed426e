import { fieldOfNumber, numbersOf } from '../abi/number.ts';
import { regionRegisters } from '../abi/region.ts';
import { selectorOf } from '../abi/selector.ts';
import type { FlowValue } from '../flow/flow-state.ts';
import type { FlowLanguage } from '../flow/following.ts';
import type { Source } from '../flow/source.ts';
import { widthOfSource } from '../flow/source.ts';
import type { Call, FreeNumber } from '../judge/call.ts';
import { numberConstraints } from '../judge/number.ts';
import type { VectorTable } from '../run/vectors.ts';
import type { Constraint } from '../solver/condition.ts';
import { Freedom } from '../sweep/freedom.ts';
import type { ProvedWay } from './proved-way.ts';

/** VTTBR_EL2: VMID, and BADDR with the bits below it that are RES0 but for CnP (Arm ARM, D13.2.150). */
const vmid = { low: 48, width: 16 } as const;
const baseAddress = { low: 1, width: 47 } as const;

/** What may be anything in the calls of a way, and what holds in all of them. */
export class WayInputs {
  readonly freedom: Freedom;
  readonly given: readonly Constraint<Source>[];
  readonly #language: FlowLanguage;
  readonly #call: Call;
  readonly #proved: ProvedWay;

  constructor(table: VectorTable, proved: ProvedWay, call: Call, language: FlowLanguage) {
    this.#language = language;
    this.#call = call;
    this.#proved = proved;
    const { contract } = table.vectors;
    const { register } = selectorOf(table.abi.selector);
    const number = numberOf(table, proved, call);
    const isPinned =
      proved.way.kind === 'operation' && proved.way.operation.number !== undefined && !number;
    this.freedom = new Freedom({
      language,
      origin: proved.way.caller,
      start: call.state,
      regions: call.regions,
      held: new Set([
        ...contract.state.keys(),
        ...regionRegisters(table.abi.regions.values(), call.inputs),
        ...(isPinned && register !== undefined ? [register] : []),
      ]),
      classes: proved.classes,
    });
    this.given = [...this.#ofNumber(number), ...this.#ofGuest()];
  }

  readonly isFree = (source: Source): boolean => {
    const { freeNumber } = this.#call;
    return source.kind === 'immediate'
      ? freeNumber !== undefined && freeNumber.register === undefined
      : this.freedom.isFree(source);
  };

  /** What must hold with these constraints, for the inputs in them. */
  withLimits(constraints: readonly Constraint<Source>[]): readonly Constraint<Source>[] {
    const all = [...this.given, ...constraints];
    return [...this.freedom.limits(all.map(({ expression }) => expression)), ...all];
  }

  #ofNumber(number: FreeNumber | undefined): Constraint<Source>[] {
    const { sources } = this.#language;
    if (number === undefined) {
      return [];
    }
    const source =
      number.register === undefined ? sources.immediate : sources.register(number.register);
    return numberConstraints(this.#language, source, number);
  }

  #ofGuest(): Constraint<Source>[] {
    return this.#proved.way.caller === 'guest' ? [vmid, baseAddress].map(this.#isNotZero) : [];
  }

  readonly #isNotZero = ({ low, width }: Field): Constraint<Source> => {
    const { sources, builder } = this.#language;
    const field = this.#field(sources.register('vttbr_el2'), { low, width });
    return {
      expression: builder.compare('eq', field, builder.constant(0, width)),
      holds: false,
    };
  };

  #field(source: Source, { low, width }: Field): FlowValue {
    const { builder } = this.#language;
    return builder.extract(builder.input(source, widthOfSource(source)), low, width);
  }
}

interface Field {
  readonly low: number;
  readonly width: number;
}

/** What of a call's number is free. An operation whose number is an input, as the address of a function, has no other's. */
function numberOf(
  { abi, vectors }: VectorTable,
  { way }: ProvedWay,
  { freeNumber }: Call,
): FreeNumber | undefined {
  const { register } = selectorOf(abi.selector);
  if (freeNumber !== undefined || way.kind !== 'operation' || register === undefined) {
    return freeNumber;
  }
  const known = vectors.contract.operations;
  return way.operation.number === undefined
    ? {
        register,
        ...fieldOfNumber(abi.selector, known),
        number: undefined,
        others: numbersOf(known),
      }
    : undefined;
}
