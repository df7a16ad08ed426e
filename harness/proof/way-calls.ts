import { joinedRanges } from '../calls/address-range.ts';
import type { AddressRange } from '../calls/address-range.ts';
import { branchSites } from '../calls/branch-sites.ts';
import type { BranchSite } from '../calls/branch-sites.ts';
import type { CallRecord } from '../calls/call-record.ts';
import type { RepeatedCall } from '../calls/repeated-call.ts';
import { choose, chosenCall } from '../flow/chosen-call.ts';
import type { FollowedCall } from '../flow/explore.ts';
import { follow } from '../flow/follow.ts';
import type { FlowLanguage } from '../flow/following.ts';
import type { Source } from '../flow/source.ts';
import type { ExecuteSetting } from '../run/execute.ts';
import { prepare } from '../run/execute.ts';
import type { Plan } from '../run/plan.ts';
import type { Session } from '../run/session.ts';

type Values = ReadonlyMap<Source, bigint>;

/** Bytes. Nobody has a function in the first page of memory: small numbers and null pointers are no functions. */
const firstPage = 0x1000n;

/** EL2 has no memory from here on: its address space has at most 48 bits, all in the lower half (Arm ARM, D5.2). */
const endOfEl2 = 1n << 48n;
const endOfAddresses = 1n << 64n;

/**
 * Makes the calls of one plan with chosen values of their inputs. A branch to a register may lead to any address outside of
 * the code, where a function is that comes back. What an operation calls that gets the kernel's own address of a function has
 * to be an address of EL2. Nothing else may use the session until it is done.
 */
export class WayCalls {
  /** Branches of the image that may lead out of it, by address. */
  readonly branches: ReadonlyMap<bigint, BranchSite>;
  /** Where the image has sections, where calls end, and where no function is. */
  readonly known: readonly AddressRange[];
  readonly #plan: Plan;
  readonly #language: FlowLanguage;
  readonly #runner: RepeatedCall;

  constructor(session: Session, plan: Plan, execute: ExecuteSetting, language: FlowLanguage) {
    const { image, lookup, functions } = session;
    const { stops, call } = plan;
    const isLinkAddress = call.callee !== undefined && call.outcome === 'returned';
    const noFunctions = [
      { from: 0n, to: firstPage },
      ...(isLinkAddress ? [{ from: endOfEl2, to: endOfAddresses }] : []),
    ];
    this.#plan = plan;
    this.#language = language;
    this.branches = branchSites(image);
    this.known = joinedRanges([
      ...noFunctions,
      ...image.sections.map(({ address, bytes }) => ({
        from: address,
        to: address + BigInt(bytes.length),
      })),
      ...[...stops.keys()]
        .filter((address) => !functions.has(address))
        .map((address) => ({ from: address, to: address + 4n })),
    ]);
    const has = (address: bigint): boolean =>
      stops.has(address) ||
      noFunctions.some(({ from, to }) => address >= from && address < to) ||
      lookup.sectionAt(address) !== undefined;
    session.reset();
    this.#runner = prepare(session, plan, execute, { branches: this.branches, has });
  }

  /** A call that is stepped and followed. */
  follow(values: Values): FollowedCall {
    const record = this.#make(values, 'steps');
    const { isFixed, scrambled, regions } = this.#plan.call;
    const setting = { isFixed, scrambled, regions, branches: this.branches };
    return { record, flow: follow(record, setting, this.#language) };
  }

  /** A call that is not stepped: valid until the next one. */
  make(values: Values): CallRecord {
    return this.#make(values, 'nothing');
  }

  #make(values: Values, watch: 'nothing' | 'steps'): CallRecord {
    const chosen = chosenCall(values);
    const { immediate, syndrome, memory, left, scrambled } = chosen;
    const state = choose(this.#plan.call.state.clone(), chosen);
    return this.#runner.run({
      state,
      watch,
      memory,
      left,
      scrambled,
      syndrome,
      ...(immediate === undefined ? {} : { immediate }),
    });
  }
}
