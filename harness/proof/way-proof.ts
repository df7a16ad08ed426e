import type { Clause } from '../abi/clause.ts';
import { registerInfo } from '../architecture/registers.ts';
import type { Slot } from '../architecture/slot.ts';
import { slotOf } from '../calls/call-record.ts';
import type { FollowedCall, Path } from '../flow/explore.ts';
import type { FlowValue } from '../flow/flow-state.ts';
import { printSource, printValue } from '../flow/print.ts';
import type { Source } from '../flow/source.ts';
import { solverOfAll } from '../flow/way-solver.ts';
import type { Agreement } from '../judge/agreements.ts';
import { agreements } from '../judge/agreements.ts';
import { blame } from '../judge/blame.ts';
import type { Call } from '../judge/call.ts';
import { Check } from '../judge/check.ts';
import { clauseOf } from '../judge/clause-of.ts';
import { eventFindings } from '../judge/events.ts';
import type { UnlocatedFinding } from '../judge/finding.ts';
import { overwrittenFindings } from '../judge/overwritten.ts';
import { storesBelowStackPointer } from '../judge/stack.ts';
import { syndromeFindings } from '../judge/syndrome.ts';
import { withVectorsTogether } from '../judge/vector-findings.ts';
import { Locator } from '../run/locate.ts';
import type { Plan } from '../run/plan.ts';
import type { Constraint } from '../solver/condition.ts';
import { assumptionsOf } from './assumptions.ts';
import type { BrokenCall } from './broken-call.ts';
import { callWith } from './call-with.ts';
import { showCounterexample } from './counterexample.ts';
import type { ProvedWay } from './proved-way.ts';
import type { TableStatement } from './table-proof.ts';
import { Verdicts } from './verdicts.ts';
import { WayCalls } from './way-calls.ts';
import type { WayProofSetting } from './way-exploration.ts';
import { exploreWay } from './way-exploration.ts';
import { WayInputs } from './way-inputs.ts';

type Values = ReadonlyMap<Source, bigint>;

/** Proves what the contract says of one way into a table: one statement for each clause. */
export class WayProof {
  readonly #setting: WayProofSetting;
  readonly #proved: ProvedWay;
  readonly #plan: Plan;
  readonly #inputs: WayInputs;
  readonly #verdicts = new Verdicts();
  readonly #locator: Locator;
  readonly #solve: ReturnType<typeof solverOfAll>;

  constructor(setting: WayProofSetting, proved: ProvedWay) {
    const { contracts, table, session, execute, language, smt } = setting;
    this.#setting = setting;
    this.#proved = proved;
    this.#plan = contracts.plan(proved.way);
    this.#inputs = new WayInputs(table, proved, this.#plan.call, language);
    this.#locator = new Locator(session, execute.disassembler);
    this.#solve = solverOfAll({ language, isFree: this.#inputs.isFree, smt });
  }

  get inputs(): WayInputs {
    return this.#inputs;
  }

  async statements(): Promise<TableStatement[]> {
    const { session } = this.#setting;
    const { paths, uncovered } = await exploreWay(
      this.#setting,
      this.#plan,
      this.#inputs,
      this.#solve,
    );
    const first = paths[0] as Path;
    const plans = paths.map((path) => this.#contractOf(path, first));
    const clauses = clausesOf(plans);
    for (const { reason, value, at } of uncovered) {
      const name = (address: bigint): string | undefined => session.nameOfCode(address);
      const what = value === undefined ? '' : `: ${printValue(first.flow, value, name)}`;
      this.#leaveOut(clauses, `${reason}${what}`, at);
    }
    for (const [index, path] of paths.entries()) {
      await this.#judge(path, plans[index] as Plan, clauses);
      this.#answersAlike(path, first, plans[index] as Plan);
    }
    const { way, name } = this.#proved;
    const assumptions = assumptionsOf(this.#setting, this.#proved, paths);
    return clauses.map((clause) => ({
      way: name,
      caller: way.caller,
      slot: slotOf(first.record) ?? usualSlot(way.caller),
      clause,
      paths: paths.length,
      assumptions,
      ...this.#verdicts.of(clause),
    }));
  }

  /** What a path must keep to: where the host is answered, all paths to the same. */
  #contractOf(path: Path, first: Path): Plan {
    const { contracts } = this.#setting;
    const { way } = this.#proved;
    const { record } = contracts.isAsHost(way) && way.kind !== 'exception' ? first : path;
    return contracts.contractOf(way, this.#plan, record).plan;
  }

  async #judge(path: Path, plan: Plan, clauses: readonly Clause[]): Promise<void> {
    const { record, flow, values } = path;
    if (flow.refusal !== undefined) {
      this.#leaveOut(clauses, flow.refusal.reason, flow.refusal.at);
      return;
    }
    if (record.outcome === 'out-of-budget') {
      const { budget } = this.#setting.execute;
      this.#leaveOut(clauses, `it takes more than ${budget} instructions`, record.pc);
      return;
    }
    for (const { expression, step } of flow.conditions) {
      this.#leaveOutUnchosen(clauses, path, expression, record.steps?.[step]?.address);
    }
    const call = callWith(plan.call, values);
    const deciding = this.#decidingOf(path.conditions);
    const findings = blamedFindings(call, path);
    for (const finding of findings) {
      this.#refute(finding, { call, record, flow, values, deciding });
    }
    if (new Check(call).endsElsewhere(record)) {
      this.#leaveOut(clauses, 'a call does not end as it must', record.steps?.at(-1)?.address);
      return;
    }
    for (const agreement of agreements(plan.call, record, flow)) {
      if (!this.#verdicts.isRefuted(agreement.clause)) {
        await this.#agrees(path, agreement, plan);
      }
    }
  }

  /**
   * All numbers that are no operation's are answered alike: the contract says with what, where abi.yaml has a notation for
   * it. Elsewhere the paths have to leave the same.
   */
  #answersAlike({ record, flow }: Path, first: Path, { call }: Plan): void {
    if (this.#proved.way.kind !== 'other-number') {
      return;
    }
    for (const [register, { kind }] of call.results) {
      const { value, writer } = flow.after.cell(register);
      if (kind === 'any' && value !== first.flow.after.register(register)) {
        const reason = `nobody knows that all numbers are answered with the same ${register}`;
        this.#leaveOut(['registers'], reason, record.steps?.[writer]?.address);
      }
    }
  }

  /** Looks for values with which the path is gone and the agreement does not hold. */
  async #agrees(path: Path, { clause, expression, found }: Agreement, plan: Plan): Promise<void> {
    const { language } = this.#setting;
    const { flow, conditions, values } = path;
    const at = path.record.steps?.[flow.makerOf(found) ?? -1]?.address;
    if (this.#leaveOutUnchosen([clause], path, expression, at)) {
      return;
    }
    const all = [...conditions, { expression, holds: false }];
    if (!all.every((each) => language.builder.isExact(each.expression))) {
      this.#leaveOut([clause], 'it depends on a value that is not followed', at);
      return;
    }
    const answer = await this.#solve(this.#inputs.withLimits(all), { values, base: flow.base });
    if (typeof answer === 'string') {
      this.#leaveOut([clause], answer, at);
    } else if (answer !== undefined) {
      this.#show(plan, answer, clause, this.#decidingOf(all), at);
    }
  }

  /** Makes the call that the solver found, for the judge to see. */
  #show(
    plan: Plan,
    values: Values,
    clause: Clause,
    deciding: ReadonlySet<Source>,
    at: bigint | undefined,
  ): void {
    const { session, execute, language } = this.#setting;
    const { record, flow } = new WayCalls(session, this.#plan, execute, language).follow(values);
    const call = callWith(plan.call, values);
    const finding = blamedFindings(call, { record, flow }).find(
      ({ code }) => clauseOf(code) === clause,
    );
    if (finding === undefined) {
      this.#leaveOut([clause], 'the judge does not see what the data flow says of a call', at);
    } else {
      this.#refute(finding, { call, record, flow, values, deciding });
    }
  }

  #refute(finding: UnlocatedFinding, broken: BrokenCall): void {
    const { session, table, cwd, abiName } = this.#setting;
    const clause = clauseOf(finding.code);
    if (!this.#verdicts.isRefuted(clause)) {
      const proved = this.#proved;
      this.#verdicts.refute(clause, {
        ...showCounterexample({ session, table, proved, cwd, abiName }, broken),
        finding: this.#locator.finding(decided(finding, broken)),
      });
    }
  }

  /** Whether a value depends on what no call can choose: what runs by itself, and what a routine leaves that EL2 returned to. */
  #leaveOutUnchosen(
    clauses: Iterable<Clause>,
    { flow }: Path,
    value: FlowValue,
    at: bigint | undefined,
  ): boolean {
    const unchosen = [...flow.builder.inputsOf(value)].find(
      (source) =>
        source.kind === 'read' ||
        source.kind === 'clobbered' ||
        (source.kind === 'left' && registerInfo(source.register).syndrome),
    );
    if (unchosen !== undefined) {
      const name = printSource(flow, unchosen, () => undefined);
      this.#leaveOut(clauses, `it depends on ${name}, which no call can choose`, at);
    }
    return unchosen !== undefined;
  }

  #leaveOut(clauses: Iterable<Clause>, reason: string, at: bigint | undefined): void {
    this.#verdicts.leaveOut(
      clauses,
      reason,
      at === undefined ? undefined : this.#locator.location(at),
    );
  }

  /** The free inputs of conditions. */
  #decidingOf(conditions: readonly Constraint<Source>[]): ReadonlySet<Source> {
    const { builder } = this.#setting.language;
    const inputs = conditions.flatMap(({ expression }) => [...builder.inputsOf(expression)]);
    return new Set(inputs.filter(this.#inputs.isFree));
  }
}

/** What the contracts of all paths are about. */
function clausesOf(plans: readonly Plan[]): Clause[] {
  const calls = plans.map(({ call }) => call);
  const isResult = calls.some(({ results }) =>
    [...results.values()].some(({ kind }) => kind !== 'any'),
  );
  return [
    'outcome',
    ...(isResult ? (['results'] as const) : []),
    ...(calls.every(({ callee }) => callee === undefined) ? [] : (['arguments'] as const)),
    'registers',
    'memory',
  ];
}

function blamedFindings(call: Call, { record, flow }: FollowedCall): readonly UnlocatedFinding[] {
  const findings = findingsOf(call, record).map((finding) => blame(finding, call, record, flow));
  return [...overwrittenFindings(call, record, flow), ...withVectorsTogether(findings)];
}

function findingsOf(call: Call, record: FollowedCall['record']): readonly UnlocatedFinding[] {
  return [
    ...new Check(call).findings(record),
    ...syndromeFindings(call, record),
    ...storesBelowStackPointer(record),
    ...eventFindings(call, record),
  ];
}

/** The finding at what compared the input that decided it, if nothing else is to blame. */
function decided(
  finding: UnlocatedFinding,
  { record, flow, deciding }: BrokenCall,
): UnlocatedFinding {
  const condition = flow.conditions.findLast(
    ({ kind, expression }) =>
      (kind === 'branch' || kind === 'select') &&
      [...flow.builder.inputsOf(expression)].some((source) => deciding.has(source)),
  );
  const step = condition && record.steps?.[condition.decidedBy ?? condition.step];
  return finding.by === undefined && step !== undefined
    ? { ...finding, by: step.address }
    : finding;
}

function usualSlot(caller: ProvedWay['way']['caller']): Slot {
  switch (caller) {
    case 'aarch32':
      return 'lower-a32/sync';
    case 'el2':
      return 'current-spx/sync';
    default:
      return 'lower-a64/sync';
  }
}
