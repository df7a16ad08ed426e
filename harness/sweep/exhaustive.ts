import type { Path } from '../flow/explore.ts';
import type { CallerExploration } from './caller-exploration.ts';
import type { CallTools } from './followed-call.ts';
import { makeCall } from './followed-call.ts';
import { immediateCount } from './immediates.ts';
import { differenceFrom } from './path-check.ts';

/**
 * Executes an HVC with every immediate that a way takes, the other inputs as in the call that showed it. Gives the ways
 * that some HVC does not go which should.
 */
export function waysNotGone(
  { prober }: CallTools,
  { situation, immediate: usual, freedom, language, exploration }: CallerExploration,
): Set<Path> {
  const wrong = new Set<Path>();
  if (!prober.carriesImmediate(situation)) {
    return wrong;
  }
  const { sources, builder } = language;
  const limits = freedom.limitsOf(sources.immediate) ?? [];
  for (const path of exploration.paths) {
    const { flow, values } = path;
    for (let immediate = 0; immediate < immediateCount; immediate += 1) {
      const changed = new Map([...values, [sources.immediate, BigInt(immediate)]]);
      const evaluate = builder.evaluator((source, width) =>
        BigInt.asUintN(width, changed.get(source) ?? flow.base(source, width)),
      );
      const isOnWay = [...limits, ...path.conditions].every(
        ({ expression, holds }) => evaluate(expression) === (holds ? 1n : 0n),
      );
      if (!isOnWay) {
        continue;
      }
      const second = makeCall(prober, situation, usual, changed, { real: true });
      if (
        flow.refusal !== undefined ||
        differenceFrom(path, changed, second, prober.branches) !== undefined
      ) {
        wrong.add(path);
        break;
      }
    }
  }
  return wrong;
}
