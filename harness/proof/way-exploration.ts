import type { WayContracts } from '../contract/way-contracts.ts';
import type { Exploration, Path } from '../flow/explore.ts';
import { explore } from '../flow/explore.ts';
import type { FlowLanguage } from '../flow/following.ts';
import type { WaySolver } from '../flow/way-solver.ts';
import type { Plan } from '../run/plan.ts';
import type { SmtSolver } from '../solver/smt-solver.ts';
import { otherInputs } from '../sweep/other-inputs.ts';
import { differenceFrom } from '../sweep/path-check.ts';
import type { ProofSetting } from './proof-setting.ts';
import { WayCalls } from './way-calls.ts';
import type { WayInputs } from './way-inputs.ts';

/** What proves the ways into a table. */
export interface WayProofSetting extends ProofSetting {
  readonly contracts: WayContracts;
  readonly smt: SmtSolver;
  /** Of all ways into the table. */
  readonly language: FlowLanguage;
}

/** Calls that are made for real on each path, with other inputs. */
const trials = 3;

/**
 * Every path that the calls of a way go, whatever the free inputs are. The flow of one refuses where calls that go it do
 * not do what it says.
 */
export async function exploreWay(
  setting: WayProofSetting,
  plan: Plan,
  inputs: WayInputs,
  solve: WaySolver,
): Promise<Exploration> {
  const { session, execute, limits, language } = setting;
  const calls = new WayCalls(session, plan, execute, language);
  const exploration = await explore({
    language,
    isFree: inputs.isFree,
    known: calls.known,
    given: inputs.given,
    most: limits.paths,
    call: (values) => calls.follow(values),
    solve: (constraints, known) => solve(inputs.withLimits(constraints), known),
  });
  return {
    ...exploration,
    paths: exploration.paths.map((path) => checked(setting, path, inputs, calls)),
  };
}

function checked(
  { language, execute }: WayProofSetting,
  path: Path,
  { freedom, given, isFree }: WayInputs,
  calls: WayCalls,
): Path {
  for (let trial = 1; trial <= trials && path.flow.refusal === undefined; trial += 1) {
    const seed = execute.seed + trial;
    const others = otherInputs({ freedom, language, given, seed }, path);
    const changed = new Map([...path.values, ...others].filter(([source]) => isFree(source)));
    const difference = differenceFrom(path, changed, calls.make(changed), calls.branches);
    if (difference !== undefined) {
      const reason = `the data flow does not agree with the machine: ${difference}`;
      return { ...path, flow: { ...path.flow, refusal: { reason, at: undefined } } };
    }
  }
  return path;
}
