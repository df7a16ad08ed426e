import type { Path } from '../flow/explore.ts';
import type { Flow } from '../flow/flow.ts';
import type { FlowValue } from '../flow/flow-state.ts';
import type { Conjunction } from '../flow/description/conjunction.ts';
import { always } from '../flow/description/conjunction.ts';
import { Describer } from '../flow/description/describer.ts';
import { printConjunction } from '../flow/description/print-conjunction.ts';
import type { NameOfAddress } from '../flow/print.ts';
import type { Source } from '../flow/source.ts';
import type { Constraint } from '../solver/condition.ts';
import { ownConditions } from './assumptions.ts';
import type { CallerExploration } from './caller-exploration.ts';

/** Calls of one exploration that do the same, and the ways that they go. */
export interface CallClass<Behaviour> {
  readonly behaviour: Behaviour;
  /** One of them holds for each call of the class, and for no other call. */
  readonly alternatives: readonly Conjunction[];
  /** None where nothing is known of the calls. */
  readonly paths: readonly Path[];
  readonly flow: Flow;
}

/** Calls of which nothing but their conditions is known. */
interface Conditioned {
  readonly conditions: readonly Constraint<Source>[];
  readonly flow: Flow;
  readonly path?: Path;
}

/**
 * Puts ways together that do the same, in an order that does not depend on the exploration's. The behaviours of calls
 * that do the same must be the same object.
 */
export function classesOf<Behaviour>(
  { exploration: { paths, uncovered }, language, freedom }: CallerExploration,
  describer = new Describer(language),
  behaviours: {
    readonly ofPath: (path: Path) => Behaviour;
    readonly ofUncovered: (
      path: CallerExploration['exploration']['uncovered'][number],
    ) => Behaviour;
  },
): CallClass<Behaviour>[] {
  const [known] = paths;
  if (known === undefined) {
    return [];
  }
  const groups = new Map<Behaviour, Conditioned[]>();
  const add = (behaviour: Behaviour, way: Conditioned): void => {
    groups.set(behaviour, [...(groups.get(behaviour) ?? []), way]);
  };
  for (const path of paths.toSorted(byConditions)) {
    add(behaviours.ofPath(path), { conditions: ownConditions(path), flow: path.flow, path });
  }
  for (const path of uncovered) {
    const { conditions, base } = path;
    add(behaviours.ofUncovered(path), { conditions, flow: { ...known.flow, base } });
  }
  const { isFree, choices } = freedom;
  const restriction = describer.describe(choices, { isFree, base: known.flow.base }) ?? always;
  return [...groups].map(([behaviour, ways]) => ({
    behaviour,
    alternatives: describer
      .join(
        ways.flatMap(
          ({ conditions, flow: { base } }) =>
            describer.describe(conditions, { isFree, base }) ?? [],
        ),
      )
      .map((each) => describer.within(each, restriction)),
    paths: ways.flatMap(({ path }) => path ?? []),
    flow: (ways[0] as Conditioned).flow,
  }));
}

/** Where ways part, the one on which the condition holds comes first. */
export function byConditions({ conditions: a }: Path, { conditions: b }: Path): number {
  for (const [index, one] of a.entries()) {
    const other = b[index];
    if (other === undefined) {
      return 1;
    }
    const [left, right] = [unnegated(one), unnegated(other)];
    if (left.expression !== right.expression) {
      const [low, high] = [numberIn(left.expression), numberIn(right.expression)];
      return low < high ? -1 : 1;
    }
    if (left.holds !== right.holds) {
      return left.holds ? -1 : 1;
    }
  }
  return a.length - b.length;
}

function unnegated(constraint: Constraint<Source>): Constraint<Source> {
  const { expression, holds } = constraint;
  return expression.kind === 'operation' && expression.operator === 'not'
    ? unnegated({ expression: expression.operands[0] as FlowValue, holds: !holds })
    : constraint;
}

/** What a value is compared with. */
function numberIn(condition: FlowValue): bigint {
  const operands = condition.kind === 'operation' ? condition.operands : [];
  return operands.find((each) => each.kind === 'constant')?.value ?? 0n;
}

/** `immediate = 0x1`, `x0 < 0x3, x1 = 0x0 or x0 = 0x16`, `always`. */
export function whenText(
  { alternatives, flow }: Pick<CallClass<unknown>, 'alternatives' | 'flow'>,
  { fields }: Describer,
  nameOfAddress: NameOfAddress,
): string {
  return alternatives
    .map((each) => printConjunction({ fields, flow, nameOfAddress }, each))
    .join(' or ');
}
