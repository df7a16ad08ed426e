import type { Describer } from '../flow/description/describer.ts';
import type { NameOfAddress } from '../flow/print.ts';
import { whenText } from '../sweep/classes.ts';
import type { Ribbon } from './comparison.ts';
import { effectText } from './effect-text.ts';
import type { AlikeCalls, DifferentCalls, TableDifference } from './table-difference.ts';

/** More ways than anybody reads side by side. */
const mostAlternatives = 256;

/** What calls of a range do. */
type Answer =
  | { readonly class: number; readonly calls: DifferentCalls }
  | { readonly alike: number; readonly calls: AlikeCalls };

/** All calls of two tables, those that differ and those that do not, in ranges of their inputs; undefined where there are too many. */
export function ribbonOf(
  { classes, alike, notCovered }: TableDifference,
  describer: Describer,
  nameOfAddress: NameOfAddress,
): Ribbon | undefined {
  const answers = [
    ...classes.map((calls, index): Answer => ({ class: index, calls })),
    ...alike.map((calls, index): Answer => ({ alike: index, calls })),
  ];
  const alternatives = answers.flatMap((of) =>
    of.calls.alternatives.map((each) => ({ ...each, of })),
  );
  const [first] = answers;
  if (first === undefined || alternatives.length > mostAlternatives) {
    return undefined;
  }
  const { flow } = firstPath(first);
  const ranges = describer.ranges<Answer>(
    alternatives,
    { flow, nameOfAddress },
    { keepsGaps: notCovered.length > 0, changes },
  );
  return (
    ranges && {
      alike: alike.map(({ alternatives: own, effect: { path, behaviour } }) => ({
        when: whenText({ alternatives: own, flow: path.flow }, describer, nameOfAddress),
        does: behaviour.name,
      })),
      ranges: ranges.map(({ inputs, of }) => ({
        inputs: [...inputs],
        ...(of && answerOf(of)),
      })),
    }
  );
}

/** What is lost is said of the class. */
function answerOf(answer: Answer): Omit<Ribbon['ranges'][number], 'inputs'> {
  const [one, other] = effectsOf(answer);
  return 'class' in answer && answer.calls.kind === 'effect'
    ? { first: effectText(one, other), second: effectText(other, one), class: answer.class }
    : {
        first: one.behaviour.name,
        second: other.behaviour.name,
        ...('class' in answer ? { class: answer.class } : { alike: answer.alike }),
      };
}

function firstPath(answer: Answer): DifferentCalls['effects'][number]['path'] {
  return effectsOf(answer)[0].path;
}

function effectsOf(answer: Answer): DifferentCalls['effects'] {
  return 'class' in answer ? answer.calls.effects : [answer.calls.effect, answer.calls.effect];
}

/** On how many of the two sides something else is done. */
function changes(one: Answer | undefined, other: Answer | undefined): number {
  if (one === undefined || other === undefined) {
    return one === other ? 0 : 2;
  }
  const [left, right] = [effectsOf(one), effectsOf(other)];
  return [0, 1].filter((side) => left[side]?.key !== right[side]?.key).length;
}
