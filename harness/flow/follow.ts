import { accessAddress } from '../architecture/a64/access-address.ts';
import type { Decoded } from '../architecture/a64/decode.ts';
import { decode } from '../architecture/a64/decode.ts';
import { keyOf } from '../architecture/a64/pointer-authentication.ts';
import type { Location, Meaning, MemoryShape, Value } from '../architecture/a64/form.ts';
import type { ExceptionEntry } from '../architecture/exception.ts';
import { applyEntry } from '../architecture/exception.ts';
import { decodeInstruction } from '../architecture/instruction.ts';
import { isKeyEnabled } from '../architecture/key-enable.ts';
import { currentLevel, pstateBits } from '../architecture/pstate.ts';
import type { State } from '../architecture/state.ts';
import type { RegisterName } from '../architecture/registers.ts';
import { systemRegisterRow, systemRegisterRowOfAny } from '../architecture/system-register-rows.ts';
import { currentSpName } from '../architecture/traps.ts';
import type { BranchSite } from '../calls/branch-sites.ts';
import { targetOf } from '../calls/branch-sites.ts';
import type { PlacedRegion } from '../calls/placed-region.ts';
import type { CallRecord, Passage } from '../calls/call-record.ts';
import { inputsOf, isExact } from '../expression/expression.ts';
import { evaluate } from '../expression/evaluate.ts';
import type { Step } from '../machine/machine.ts';
import { noteActing } from './acting.ts';
import type { Decision } from './decision.ts';
import { decided } from './decision.ts';
import { enter, returnFrom } from './exception-flow.ts';
import { ExclusiveMonitor } from './exclusive-monitor.ts';
import type { Flow } from './flow.ts';
import type { FlowState, FlowValue } from './flow-state.ts';
import { beforeTheCall, withBits } from './flow-state.ts';
import type { FlowLanguage } from './following.ts';
import { Following, newFlowLanguage } from './following.ts';
import { loadOf, storeTo } from './memory-flow.ts';
import { placeOf } from './location.ts';
import { chooseFirmware, clobber, pass } from './passage-flow.ts';
import { goesTo, noteTranslation } from './translation-flow.ts';

/** What following a call depends on besides its record. */
export interface FollowSetting {
  /** Whether a byte of memory, by its physical address, is code, or data that nothing writes. */
  readonly isFixed: (physical: bigint) => boolean;
  /** Registers that may hold anything after EL2 returned into a routine. */
  readonly scrambled: ReadonlySet<RegisterName>;
  /** Memory that has names. */
  readonly regions?: readonly PlacedRegion[];
  /** Branches to a register, by address, before which a call stops that they would lead out of the image. */
  readonly branches?: ReadonlyMap<bigint, BranchSite>;
  /** Sees the registers after each step, and after what is none, in order. */
  readonly onPoint?: (point: FlowPoint) => void;
}

/** A call that is followed up to here. */
export interface FlowPoint {
  /** How many steps of it were followed. */
  readonly steps: number;
  /** What came last: a step, something that left registers in its own way, or an exception that no step causes. */
  readonly last:
    | { readonly kind: 'step'; readonly step: Step }
    | { readonly kind: 'passage'; readonly passage: Passage; readonly before: State }
    | { readonly kind: 'exception'; readonly exception: ExceptionEntry };
  /** The registers now. Neither is kept as it is. */
  readonly state: FlowState;
  readonly live: State;
}

/**
 * Follows a stepped call: what each register, store, address and condition is made of. What cannot be followed is
 * opaque, and what is not understood at all is a refusal with its reason. Throws a RangeError for a call that was not
 * stepped.
 */
export function follow(
  record: CallRecord,
  setting: FollowSetting,
  language = newFlowLanguage(),
): Flow {
  return new Follower(record, setting, language).run();
}

/** What an instruction reads, of this call: over its sources, and as a number. */
interface Operands {
  readonly value: (value: Value) => FlowValue;
  readonly number: (value: Value) => bigint;
}

/** PSTATE.SP, which decides what register SP is. */
const spSelect = 0;

/** PSTATE.BTYPE begins there. */
const branchTypeLow = 10n;

/** PC before a step. */
const pcOf = ({ address, virtual = address }: Step): bigint => virtual;

const asItIs = (value: FlowValue): FlowValue => value;

/** Whether the instruction uses a key: then where it accesses memory is not what the table says. */
function isSigned(instruction: Decoded, live: State): boolean {
  const key = keyOf(instruction);
  return key !== undefined && isKeyEnabled(key, live);
}

class Follower {
  readonly #record: CallRecord;
  readonly #setting: FollowSetting;
  readonly #steps: readonly Step[];
  readonly #following: Following;
  readonly #monitor = new ExclusiveMonitor();
  #step = 0;
  /** The last step below EL2; -1 where there is none. */
  readonly #lastBelow: number;
  /** Where exceptions from below EL2 return to. */
  readonly #returns = new Set<bigint>();
  /** Functions and firmware that came back. */
  #acts = 0;

  constructor(record: CallRecord, setting: FollowSetting, language: FlowLanguage) {
    if (record.steps === undefined) {
      throw new RangeError('only a stepped call can be followed');
    }
    this.#record = record;
    this.#setting = setting;
    this.#steps = record.steps;
    this.#lastBelow = record.steps.findLastIndex(({ pstate }) => (pstate & 0xcn) < 8n);
    this.#following = new Following(record, language);
  }

  run(): Flow {
    const { exceptions, passages } = this.#record;
    const following = this.#following;
    const ofSteps =
      this.#steps.filter(({ exception }) => exception !== undefined).length +
      passages.filter(({ raised }) => raised !== undefined).length;
    for (const raised of exceptions.slice(0, exceptions.length - ofSteps)) {
      this.#raise(raised);
    }
    let passage = 0;
    for (const [index, step] of this.#steps.entries()) {
      this.#step = index;
      for (; passages[passage]?.steps === index; passage += 1) {
        this.#pass(passages[passage] as Passage);
      }
      if (step.interruption !== 'taken') {
        following.arrive(step.address);
      }
      this.#follow(step);
      this.#point({ kind: 'step', step }, index + 1);
    }
    this.#step = this.#steps.length;
    for (; passage < passages.length; passage += 1) {
      this.#pass(passages[passage] as Passage);
    }
    if (this.#endsAtSmc()) {
      chooseFirmware(following, this.#record.firmware, this.#step - 1);
    }
    noteTranslation(following, this.#record.descriptors, this.#step);
    const last = this.#record.called.at(-1);
    if (this.#record.outcome === 'jumped' && last?.address === this.#record.pc) {
      this.#leave(last.branch);
    }
    return following.finish(this.#setting.regions ?? []);
  }

  /** Whether the last instruction is an SMC that nothing came back from. */
  #endsAtSmc(): boolean {
    const last = this.#steps.at(-1);
    if (last === undefined || last.exception !== undefined) {
      return false;
    }
    const isBack = this.#record.passages.at(-1)?.steps === this.#steps.length;
    return !isBack && decodeInstruction(last.word).kind === 'smc';
  }

  /** The branch before which the call stops leads out of the image. Register 31 is XZR. */
  #leave(branch: bigint | undefined): void {
    const site = branch === undefined ? undefined : this.#setting.branches?.get(branch);
    if (site !== undefined && site.register !== 31) {
      const { state, live } = this.#following;
      const value = state.register(`x${site.register}` as RegisterName);
      goesTo(this.#following, 'callee', this.#step, value, targetOf(site, live));
    }
  }

  #pass(passage: Passage): void {
    noteTranslation(this.#following, passage.descriptors, this.#step);
    this.#following.arrive(passage.target);
    if (passage.kind === 'function') {
      this.#leave(passage.branch);
    }
    if (passage.kind === 'guest') {
      this.#following.noteGuest();
    }
    if (passage.kind === 'firmware') {
      chooseFirmware(this.#following, this.#record.firmware, this.#step - 1);
    }
    const { isFixed, onPoint } = this.#setting;
    const before = onPoint === undefined ? undefined : this.#following.live.clone();
    pass(this.#following, passage, { step: this.#step, order: this.#acts, isFixed });
    this.#acts += passage.kind === 'return' ? 0 : 1;
    if (before !== undefined) {
      this.#point({ kind: 'passage', passage, before });
    }
    if (passage.raised !== undefined) {
      this.#raise(passage.raised);
    }
  }

  /** Takes an exception that no step causes. */
  #raise(exception: ExceptionEntry): void {
    this.#enter(exception);
    this.#point({ kind: 'exception', exception });
  }

  #point(last: FlowPoint['last'], steps = this.#step): void {
    const { state, live } = this.#following;
    this.#setting.onPoint?.({ steps, last, state, live });
  }

  #enter(entry: ExceptionEntry): void {
    if (entry.slot.startsWith('lower')) {
      this.#returns.add(entry.elr);
    }
    enter(this.#following, entry, this.#step);
    applyEntry(this.#following.live, entry);
    this.#following.noteEntry(entry);
  }

  #follow(step: Step): void {
    const { address, exception, word } = step;
    const following = this.#following;
    const instruction = decode(word);
    const memory = instruction?.meaning.memory;
    noteTranslation(following, step.descriptors, this.#step);
    if (memory !== undefined && isSigned(instruction as Decoded, following.live)) {
      following.refuse('it authenticates the base of an access', address);
    }
    if (exception !== undefined) {
      if (memory !== undefined && exception.cause.kind === 'data-abort') {
        this.#address(memory, this.#operands(step, []));
      }
      this.#enter(exception);
      return;
    }
    if (instruction === undefined) {
      following.refuse('the table of A64 does not have it', address);
      this.#unexplained(step, new Set());
    } else if (instruction.meaning.control?.kind === 'exception-return') {
      this.#return();
    } else {
      this.#execute(instruction, step);
    }
    following.apply(step);
  }

  #return(): void {
    const following = this.#following;
    const from = currentLevel(following.live);
    returnFrom(following, this.#step);
    const next = this.#steps[this.#step + 1];
    // Code that did not make the call gets its registers from EL2, as they are.
    const isLeft =
      from === 2 &&
      next !== undefined &&
      (next.pstate & 0xcn) < 8n &&
      this.#returns.has(pcOf(next));
    if (isLeft && this.#setting.scrambled.size > 0) {
      clobber(following, this.#setting.scrambled, following.live, this.#step);
    }
  }

  #execute(instruction: Decoded, step: Step): void {
    const { meaning } = instruction;
    const { memory, control } = meaning;
    const following = this.#following;
    const plain = this.#operands(step, []);
    const at = memory && this.#address(memory, plain);
    const loads = memory && at !== undefined ? this.#loads(memory, at, step) : [];
    if (memory && at && !this.#monitor.sees(memory, step)) {
      following.refuse('it stores exclusively what was stored to after the load', step.address);
    }
    const operands = loads.length === 0 ? plain : this.#operands(step, loads);
    const decide = this.#decide(instruction, step, operands);
    const results = meaning.writes.map(({ location, value }) => ({
      location,
      value: decide(operands.value(value)),
    }));
    const stored = meaning.stored?.map((value) => decide(operands.value(value))) ?? [];
    if (control?.kind === 'branch' && control.offset === undefined) {
      const target = decide(operands.value(control.target));
      const to = isExact(control.target) ? operands.number(control.target) : this.#nextOf(step);
      if (to !== undefined) {
        goesTo(following, 'target', this.#step, target, to);
      }
    }
    if (memory !== undefined && at !== undefined) {
      storeTo(following, { memory, ...at, stored, step, index: this.#step });
    } else if (step.writes.length > 0) {
      following.refuse('it stores, which the table of A64 does not say', step.address);
    }
    this.#write(results, step);
    if (meaning.unpredictable !== undefined) {
      following.refuse(`it is UNPREDICTABLE: ${meaning.unpredictable}`, step.address);
    }
  }

  /** Where execution went on after an authenticated branch, if a step or the record says it. */
  #nextOf({ address }: Step): bigint | undefined {
    const next = this.#steps[this.#step + 1];
    const passage = this.#record.passages.find(({ steps }) => steps === this.#step + 1);
    // Of a loop that was seen to have no end, PC is its lowest address.
    const end = this.#record.outcome === 'spun' ? undefined : this.#record.pc;
    const target = passage?.branch ?? passage?.target ?? next?.address ?? end;
    return passage?.branch === address ? passage.target : target;
  }

  #write(
    results: readonly { readonly location: Location; readonly value: FlowValue }[],
    step: Step,
  ): void {
    const following = this.#following;
    const after = following.live.clone();
    for (const { register, after: value } of step.changes) {
      after.set(register, value);
    }
    const sp = currentSpName(after);
    const runsBelow = this.#lastBelow > this.#step;
    const written = new Set<RegisterName>();
    // PSTATE.SP decides which register SP is: it comes last.
    for (const { location, value } of results) {
      const place = placeOf(location);
      const register =
        place.kind === 'register'
          ? place.register
          : place.kind === 'stack-pointer'
            ? sp
            : place.kind === 'pstate'
              ? 'pstate'
              : undefined;
      const kept = register === undefined ? value : this.#kept(register, value);
      following.made(kept, this.#step);
      following.state.writeLocation(location, kept, sp, this.#step);
      if (register !== undefined) {
        written.add(register);
        noteActing(following, { step: this.#step, register, value: kept, after, runsBelow });
      }
      if (place.kind === 'pstate' && place.low === spSelect) {
        const selected = following.state.bits(spSelect, 1);
        following.equals('mode', this.#step, selected, after.get('pstate') & 1n);
      }
    }
    if (this.#writeBranchType(step)) {
      written.add('pstate');
    }
    this.#unexplained(step, written);
  }

  /** The bits that the processor has of what MSR writes: the table of A64 has those of every processor. */
  #kept(register: RegisterName, value: FlowValue): FlowValue {
    const { builder, live } = this.#following;
    const own = systemRegisterRow(register, live.processor);
    if (own === undefined || own.written === systemRegisterRowOfAny(register)?.written) {
      return value;
    }
    return builder.binary('and', value, builder.constant(own.written | own.ones, value.width));
  }

  /**
   * FEAT_BTI: PSTATE.BTYPE is what the kind of the branch makes it, and 0 after any other instruction: a number. Whether nothing
   * else of PSTATE changed.
   */
  #writeBranchType({ changes }: Step): boolean {
    const change = changes.find(({ register }) => register === 'pstate');
    const changed = change === undefined ? 0n : change.before ^ change.after;
    if (change === undefined || (changed & pstateBits.btype) === 0n) {
      return false;
    }
    const { state, builder } = this.#following;
    const type = builder.constant((change.after & pstateBits.btype) >> branchTypeLow, 2);
    const after = withBits(builder, state.register('pstate'), Number(branchTypeLow), type);
    state.write('pstate', after, this.#step);
    return (changed & ~pstateBits.btype) === 0n;
  }

  /** Changes that the table does not explain: a value of which nothing is known. */
  #unexplained({ changes, address }: Step, written: ReadonlySet<RegisterName>): void {
    const following = this.#following;
    for (const { register } of changes) {
      if (!written.has(register)) {
        following.refuse(`it changes ${register}, which the table of A64 does not say`, address);
      }
    }
  }

  #operands(step: Step, loads: readonly FlowValue[]): Operands {
    const following = this.#following;
    const { state, live, builder } = following;
    const sp = currentSpName(live);
    const pc = pcOf(step);
    const { reads } = step;
    return {
      value: (value) =>
        builder.substitute(value, (location, width) => {
          if (location.startsWith('load')) {
            return loads[Number(location.slice(4))] ?? builder.opaque(location, [], width);
          }
          const whole = following.fresh(location, step, this.#step) ?? state.read(location, sp, pc);
          return whole.width === width ? whole : builder.extract(whole, 0, width);
        }),
      number: (value) =>
        evaluate(value, (location) =>
          location.startsWith('load')
            ? (reads[Number(location.slice(4))]?.value ?? 0n)
            : following.number(location, sp, pc),
        ),
    };
  }

  #address(
    memory: MemoryShape,
    { value, number }: Operands,
  ): { readonly address: bigint; readonly addressValue: FlowValue } {
    const shape = accessAddress(memory);
    const addressValue = value(shape);
    const address = number(shape);
    this.#following.equals('address', this.#step, addressValue, address);
    return { address, addressValue };
  }

  #loads(
    { kind, size, count }: MemoryShape,
    { address, addressValue }: { readonly address: bigint; readonly addressValue: FlowValue },
    step: Step,
  ): readonly FlowValue[] {
    if (kind === 'store' || step.reads.length === 0) {
      return [];
    }
    return Array.from({ length: count }, (_, index) => {
      const offset = index * size;
      const element = { address: address + BigInt(offset), addressValue, offset };
      return loadOf(this.#following, element, size, step, this.#setting);
    });
  }

  /** Notes the condition of a branch. Makes of a value what it is where all that decides on it is as it was. */
  #decide({ meaning }: Decoded, step: Step, operands: Operands): (value: FlowValue) => FlowValue {
    const { condition, control, controls = [] } = meaning;
    const decisions = controls.map((each): Decision => ({
      kind: 'control',
      expression: operands.value(each),
      holds: operands.number(each) === 1n,
    }));
    const holds = condition && this.#holds(meaning, step, operands);
    if (condition !== undefined && holds !== undefined) {
      const expression = operands.value(condition);
      const decider = this.#deciderOf(condition);
      const decidedBy = decider === undefined ? {} : { decidedBy: decider };
      if (control?.kind === 'branch') {
        this.#following.condition('branch', this.#step, expression, holds, decidedBy);
      } else {
        decisions.push({ kind: 'select', expression, holds, ...decidedBy });
      }
    }
    return decisions.length === 0
      ? asItIs
      : (value) => decided(this.#following, this.#step, value, decisions);
  }

  /** Whether the condition of an instruction was 1; undefined where that does not show. */
  #holds({ condition, stored }: Meaning, step: Step, { number }: Operands): boolean | undefined {
    if (condition !== undefined && isExact(condition)) {
      return number(condition) === 1n;
    }
    return stored === undefined ? undefined : step.writes.length > 0;
  }

  /** The step that wrote the flags which a condition tests; one that tests a register is a comparison itself. */
  #deciderOf(condition: Value): number | undefined {
    const isOfFlags = [...inputsOf(condition)].some(({ name }) => placeOf(name).kind === 'pstate');
    const { writer } = this.#following.state.cell('pstate');
    return isOfFlags && writer !== beforeTheCall ? writer : undefined;
  }
}
