import { printExpected } from '../abi/expression-print.ts';
import type { RegisterName } from '../architecture/registers.ts';
import { registers } from '../architecture/registers.ts';
import type { CallRecord } from '../calls/call-record.ts';
import { isBack } from '../calls/call-record.ts';
import { changedRegisters, frameMask } from '../calls/compared.ts';
import { follow } from '../flow/follow.ts';
import { printValue } from '../flow/print.ts';
import type { Call } from '../judge/call.ts';
import type { Finding } from '../judge/finding.ts';
import { noVariant, requestOf } from '../judge/variant.ts';
import type { ExecuteSetting } from '../run/execute.ts';
import { prepare } from '../run/execute.ts';
import { judgeCall } from '../run/judge-call.ts';
import { Locator } from '../run/locate.ts';
import type { Session } from '../run/session.ts';
import type { VectorTable } from '../run/vectors.ts';
import { abiValueOf, symbolAt, WayContracts } from './way-contracts.ts';
import type { DeliveredValue } from './result.ts';
import type { Way } from './way.ts';

/** What the judge says of a way. Plain JSON. */
export interface JudgedWay {
  /** How it ended: `returned`, `guest-exit at __guest_exit`. */
  readonly outcome: string;
  readonly findings: readonly Finding[];
  /** Registers that differ after a call that came back, and those that abi.yaml declares as results. */
  readonly values: readonly DeliveredValue[];
  /** Registers that differ where it ended elsewhere. */
  readonly changed: readonly string[];
  /** Present where an exception is taken for a call: nothing asks for its class. */
  readonly isTakenForCall?: true;
}

/** What judging needs besides a table. */
export interface JudgeSetting {
  readonly session: Session;
  readonly table: VectorTable;
  readonly execute: ExecuteSetting;
}

/** Judges the ways into a table, each as a test of it would be that expects what abi.yaml says: `expect: {}`. */
export class WayJudge {
  readonly #setting: JudgeSetting;
  readonly #contracts: WayContracts;
  readonly #locator: Locator;

  constructor(setting: JudgeSetting) {
    const { session, table, execute } = setting;
    this.#setting = setting;
    this.#contracts = new WayContracts({ session, table, seed: execute.seed });
    this.#locator = new Locator(session, execute.disassembler);
  }

  judge(way: Way): JudgedWay {
    const { session, execute } = this.#setting;
    const first = this.#contracts.plan(way);
    const asMade = prepare(session, first, execute).run(requestOf(first.call, noVariant, 'steps'));
    const { plan, isTakenForCall } = this.#contracts.contractOf(way, first, asMade);
    const { call } = plan;
    session.reset();
    const runner = prepare(session, plan, execute);
    const judgement = judgeCall(call, runner);
    const trial = runner.run(requestOf(call, noVariant, 'steps'));
    const changed = changedRegisters(trial, frameMask(trial.outcome, new Set()));
    return {
      outcome: session.describeEnd(judgement),
      findings: judgement.findings.map((finding) => this.#locator.finding(finding)),
      values: this.#values(call, trial, isBack(trial) ? changed : []),
      changed: isBack(trial) ? [] : changed,
      ...(isTakenForCall === undefined ? {} : { isTakenForCall }),
    };
  }

  #values(call: Call, trial: CallRecord, changed: readonly RegisterName[]): JudgedWay['values'] {
    const { session } = this.#setting;
    const { isFixed, scrambled, regions } = call;
    const flow = follow(trial, { isFixed, scrambled, regions });
    const names = new Set([...changed, ...call.results.keys()]);
    return registers
      .filter(({ name }) => names.has(name))
      .map(({ name }) => {
        const notation = abiValueOf(flow, name, session);
        const value = printValue(flow, flow.after.register(name), (address) =>
          symbolAt(session, address),
        );
        return {
          register: name,
          value,
          ...(notation === undefined ? {} : { notation: printExpected(notation) }),
        };
      });
  }
}
