import { regionMissing } from '../calls/placed-region.ts';
import { problemAt } from '../abi/document/problem-at.ts';
import { evaluate } from '../abi/evaluate.ts';
import type { Expression, MemoryCell } from '../abi/expression.ts';
import type { RegisterName } from '../architecture/registers.ts';
import type { State } from '../architecture/state.ts';
import type { PlacedRegion } from '../calls/placed-region.ts';
import type { MemoryChange } from '../calls/repeated-call.ts';
import type { RegionMap, RegionUse } from '../calls/region-map.ts';
import type { Place } from '../diagnostics/place.ts';
import type { PlannedStep } from './planned-step.ts';

/** What the expressions and the regions of a step depend on. */
interface ValueSetting {
  readonly planned: PlannedStep;
  /** The registers before the call. It may still change: each value is that of the moment. */
  readonly state: State;
  readonly regions: RegionMap;
  /** Registers that get a value from the test, its ABI or the operation. */
  readonly valued: ReadonlySet<RegisterName>;
}

/** What expressions of a step stand for before its call, and where its regions are. */
export class StepValues {
  readonly #planned: PlannedStep;
  readonly #state: State;
  readonly #regions: RegionMap;
  readonly #use: RegionUse;

  constructor({ planned, state, regions, valued }: ValueSetting) {
    this.#planned = planned;
    this.#state = state;
    this.#regions = regions;
    this.#use = {
      inputs: planned.operation?.inputs ?? new Map<string, RegisterName>(),
      given: valued,
      isNarrow: planned.origin === 'aarch32',
    };
  }

  /** Puts addresses into the registers that name regions and that nobody gives a value. Returns all that name regions. */
  pointToRegions(): RegisterName[] {
    this.#regions.point(this.#state, this.#use);
    return this.#regions.registers(this.#use);
  }

  /** Throws `region-address`, `region-overlap`, or what is wrong with a symbol. */
  placeRegions(isFirst: boolean): PlacedRegion[] {
    return this.#regions.place(this.#state, this.#use, isFirst);
  }

  /** What regions hold before the first step. */
  regionContents(placed: readonly PlacedRegion[], seed: number): MemoryChange[] {
    return this.#regions.contents(placed, this.#use, seed);
  }

  /**
   * An expression whose registers are those before the call; `place` is where it stands, and `cell` gives what memory holds,
   * where that is known.
   */
  evaluate(
    expression: Expression,
    place: Place,
    cell: (cell: MemoryCell) => bigint = notYetKnown,
  ): bigint {
    const { session, operation } = this.#planned;
    return evaluate(expression, {
      register: (register) => this.#state.get(register),
      input: (name) => this.#state.get(operation?.inputs.get(name) ?? 'x0'),
      symbol: (name, how) => session.address(name, how, place),
      region: (name) => this.regionAddress(name, place),
      cell,
    });
  }

  /** Where a region begins. Throws `unknown-region` for one that is not there in the call. */
  regionAddress(name: string, place: Place): bigint {
    const address = this.#regions.addressOf(name, this.#state, this.#use);
    if (address === undefined) {
      throw regionMissing(name, place);
    }
    return address;
  }

  /** Throws `memory-not-mapped` where there is no memory for all `size` bytes. */
  mappedAddress(expression: Expression, size: number, place: Place): bigint {
    const address = this.evaluate(expression, place);
    if (!this.#planned.session.machine.isMapped(address, size)) {
      const bytes = size === 1 ? '1 byte' : `${size} bytes`;
      throw problemAt(
        'memory-not-mapped',
        `there is no memory for ${bytes} at 0x${address.toString(16)}`,
        place,
        "'hcall doctor' prints the memory map; data of a test fits into its region 'data'",
      );
    }
    return address;
  }
}

/** What memory holds depends on its addresses, and on the values that the test writes into it. */
function notYetKnown(): never {
  throw new Error('a cell is read where memory is not known');
}
