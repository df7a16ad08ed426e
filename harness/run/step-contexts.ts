import type { ContextUse } from '../abi/abi.ts';
import { problemAt } from '../abi/document/problem-at.ts';
import type { Expected, Placed } from '../abi/expression.ts';
import type { PlacedRegion } from '../calls/placed-region.ts';
import { constant, input } from '../expression/expression.ts';
import type { Call, CallContext, ContextSwitch } from '../judge/call.ts';
import type { Outcome } from '../machine/machine.ts';
import type { PlannedStep } from './planned-step.ts';
import { deliveredBy } from './step-contract.ts';
import { outcomeOf } from './step-end.ts';
import type { StepValues } from './step-values.ts';

/** Ends from which the caller is to go on later, by somebody else's hand: its registers have to be somewhere. */
const leaving: ReadonlySet<Outcome> = new Set<Outcome>([
  'guest-exit',
  'called',
  'jumped',
  'returned-elsewhere',
]);

/**
 * What a step's call must do with the contexts in its regions: as the test says, or the exit, or the operation, or its end.
 * Throws `ambiguous-context`, or `unknown-region` for a context that the test names and that is not there.
 */
export function contextsOf(
  planned: PlannedStep,
  regions: readonly PlacedRegion[],
  values: StepValues,
): Call['contexts'] {
  const { session, step } = planned;
  const { expectation, place } = step;
  const contexts = regions.flatMap(contextOf);
  for (const name of [...(expectation.saves ?? []), ...(expectation.restores ?? [])]) {
    values.regionAddress(name, place);
  }
  const switchBy = (said: ContextUse): ContextSwitch =>
    switchOf(planned, contexts, {
      ...deliveredBy(planned),
      ...said,
      ...(expectation.saves === undefined ? {} : { saves: expectation.saves }),
      ...(expectation.restores === undefined ? {} : { restores: expectation.restores }),
    });
  const exits = [...session.abi.exits.values()].filter(
    ({ saves, restores }) => saves !== undefined || restores !== undefined,
  );
  return {
    usual: switchBy({}),
    atExits: new Map(
      exits.map(({ symbol, saves, restores }) => [
        session.address(symbol, 'phys'),
        switchBy({
          ...(saves === undefined ? {} : { saves }),
          ...(restores === undefined ? {} : { restores }),
        }),
      ]),
    ),
  };
}

/** What the cells of contexts hold before the call is asked for. */
export function contextCells(
  { usual, atExits }: Call['contexts'],
  { step }: PlannedStep,
): Placed<Expected>[] {
  return [usual, ...atExits.values()].flatMap(({ saves, restores }) =>
    [...saves, ...restores].flatMap(({ registers }) =>
      registers.map(({ cell }) => ({ value: input(cell, 8 * cell.size), place: step.place })),
    ),
  );
}

function contextOf({ name, address, context }: PlacedRegion): CallContext[] {
  return context === undefined
    ? []
    : [
        {
          region: name,
          of: context.of,
          registers: [...context.cells].map(([register, { offset, size }]) => {
            const at = address + BigInt(offset);
            return {
              register,
              address: at,
              cell: { kind: 'cell', address: constant(at, 64), size },
            };
          }),
        },
      ];
}

function switchOf(
  planned: PlannedStep,
  contexts: readonly CallContext[],
  { saves, restores }: ContextUse,
): ContextSwitch {
  const isLeaving = leaving.has(outcomeOf(planned));
  const own = contexts.filter(({ of }) => of === planned.origin);
  const named = (names: readonly string[]): CallContext[] =>
    contexts.filter(({ region }) => names.includes(region));
  const saved = saves === undefined ? (isLeaving ? own : []) : named(saves);
  return {
    saves: saved,
    restores: restores === undefined ? entered(planned, contexts) : named(restores),
    idle: isLeaving ? [] : own.filter((context) => !saved.includes(context)),
  };
}

/** The context of whoever runs behind an ERET to another place. */
function entered(planned: PlannedStep, contexts: readonly CallContext[]): CallContext[] {
  if (outcomeOf(planned) !== 'returned-elsewhere') {
    return [];
  }
  const others = contexts.filter(({ of }) => of !== planned.origin);
  // Of a caller whom nobody meant the ABI says nothing.
  const isMeant = planned.step.expectation.outcome !== undefined || others.length < contexts.length;
  if (others.length > 1 && !isMeant) {
    return [];
  }
  if (others.length > 1) {
    const names = others.map(({ region }) => `'${region}'`).join(', ');
    throw problemAt(
      'ambiguous-context',
      `EL2 returns to another caller, and ${names} all hold the context of one`,
      planned.step.place,
      "name the one that runs then in 'expect', restores: [REGION]; restores: [] if none of them does",
    );
  }
  return others;
}
