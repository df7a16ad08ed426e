import type { State } from '../architecture/state.ts';
import type { Observation } from '../machine/machine.ts';
import type { Classifier } from './classifier.ts';
import { CommonPath, meetingPoint } from './common-path.ts';
import { immediateCount, plainImmediates } from './immediates.ts';
import { sentinelSets, usualStopping } from './prober.ts';
import type { Prober, Situation, Stopping } from './prober.ts';
import type { CallEnd, Extent } from './template.ts';
import { isAmbiguous, Template } from './template.ts';

/** In place of a behaviour: no call was made. */
export const undecided = -1;

/** More ends than this that are not alike are no table of calls. */
const mostTemplates = 512;
/** Calls that take long, of all immediates, and of a sample of them. */
const mostSlowCalls = 64;
const mostSlowSamples = 1024;

const none: CallEnd['called'] = [];

/** B to itself: the loop that the machine sees at once. */
const branchToSelf = 0x1400_0000;

/** The calls of one situation, by immediate. */
export class Batch {
  /** Behaviour by immediate; `undecided` where no call was made. */
  readonly behaviours = new Int32Array(immediateCount).fill(undecided);
  /** Calls that were made, those to find out what a behaviour is left out. */
  calls = 0;
  readonly #prober: Prober;
  readonly #classifier: Classifier;
  readonly #situation: Situation;
  readonly #wordAt: (address: bigint) => number | undefined;
  readonly #state: State;
  readonly #common: CommonPath | undefined;
  /** Of the call's end, and of the whole call where that is another one. */
  readonly #observation: Observation;
  readonly #whole: Observation;
  #stopping: Stopping = usualStopping;
  /** One meeting is enough, and where calls do not arrive there alike there is none. */
  #mayMeet = true;
  /** The one that matched last comes first. */
  #templates: Template[] = [];
  #slowCalls = 0;
  /** Each call is told by all sets of sentinels: what it does is not taken from one that ended alike. */
  #isThorough = false;

  constructor(prober: Prober, classifier: Classifier, situation: Situation) {
    this.#prober = prober;
    this.#classifier = classifier;
    this.#situation = situation;
    this.#state = prober.start(situation, 0);
    const { session } = prober.setting;
    this.#wordAt = (address) => session.wordAt(address);
    this.#observation = session.machine.newObservation();
    this.#whole = session.machine.newObservation();
    this.#common = CommonPath.find(prober, situation, this.#state, plainImmediates[0] as number);
    plainImmediates.forEach((immediate) => this.at(immediate));
  }

  /** Whether to call with every immediate would take too long, or tell nothing: a sample must do. */
  get isOverrun(): boolean {
    return this.#slowCalls > mostSlowCalls || this.#templates.length > mostTemplates;
  }

  /** Whether even a sample has cost enough, or tells of a behaviour for nearly each immediate. */
  get isSampleOverrun(): boolean {
    return this.#slowCalls > mostSlowSamples || this.#templates.length > mostTemplates;
  }

  /**
   * Makes these calls, in any order with the same result, until enough is known. One in whose end a number may be the
   * immediate by chance waits until all the others are known.
   */
  call(immediates: Iterable<number>, isEnough: () => boolean): void {
    const waiting: number[] = [];
    for (const immediate of immediates) {
      if (isEnough()) {
        return;
      }
      if (this.#isUndecided(immediate) && this.#call(immediate, true) === undecided) {
        waiting.push(immediate);
      }
    }
    for (const immediate of waiting.toSorted((a, b) => a - b)) {
      if (isEnough()) {
        return;
      }
      this.at(immediate);
    }
  }

  /** The behaviour of the call with this immediate. */
  at(immediate: number): number {
    return this.#isUndecided(immediate)
      ? this.#call(immediate, false)
      : (this.behaviours[immediate] as number);
  }

  #isUndecided(immediate: number): boolean {
    return this.behaviours[immediate] === undecided;
  }

  #call(immediate: number, mayWait: boolean): number {
    const behaviour = this.#isThorough
      ? this.#classify(immediate)
      : this.#match(immediate, mayWait);
    this.behaviours[immediate] = behaviour;
    return behaviour;
  }

  #classify(immediate: number): number {
    this.calls += sentinelSets;
    this.#slowCalls += 1;
    return this.#classifier.classify(this.#situation, immediate);
  }

  #match(immediate: number, mayWait: boolean): number {
    this.#enter(immediate);
    this.calls += 1;
    this.#noteSlow(this.#observation);
    return this.#isAstray()
      ? this.#matchWhole(immediate, mayWait)
      : (this.#find(this.#end(), immediate, mayWait) ?? this.#learn(immediate, mayWait));
  }

  /**
   * Whether any of these calls was taken for another one by chance: with these sentinels they ended alike, and with
   * others they do not.
   */
  hasCoincidence(immediates: readonly number[]): boolean {
    const templates = new Map<number, Template>();
    return immediates.some((immediate) => {
      const behaviour = this.behaviours[immediate] as number;
      if (behaviour === undecided || this.#isThorough) {
        return false;
      }
      const end = this.#prober.call(this.#situation, immediate, 1);
      const template = templates.get(behaviour);
      if (template === undefined) {
        const isOpen = isAmbiguous(end, immediate, 'whole');
        const first = new Template(end, { immediate, behaviour, extent: 'whole', isOpen });
        templates.set(behaviour, first);
        return false;
      }
      const isTrue = (one: number): boolean =>
        this.#classifier.isTrue(behaviour, this.#situation, one, false);
      return (
        !template.matches(end, immediate) && !(isTrue(immediate) && isTrue(template.immediate))
      );
    });
  }

  /**
   * Whether the call took an exception at EL2 after it ran through a branch without a stop: the branch may have left
   * the image this time, and then what follows is none of the call's doing.
   */
  #isAstray(): boolean {
    const own = this.#common === undefined ? 1 : 0;
    const isAstray = this.#stopping.through.size > 0 && this.#observation.exceptions.length > own;
    if (isAstray) {
      this.#slowCalls += 1;
    }
    return isAstray;
  }

  /** The behaviour of a call that is made again, with a stop at each branch to a register. */
  #matchWhole(immediate: number, mayWait: boolean): number {
    return this.#settle(this.#finish(immediate), immediate, { extent: 'whole', mayWait });
  }

  /** The behaviour of a call with this end: one that is known, or a new one. */
  #settle(
    end: CallEnd,
    immediate: number,
    { extent, mayWait }: { readonly extent: Extent; readonly mayWait: boolean },
  ): number {
    const known = this.#find(end, immediate, mayWait);
    if (known !== undefined) {
      return known;
    }
    // What the rest does is told by the whole call, and may be told as the immediate by chance just as well.
    const isOpen =
      isAmbiguous(end, immediate, extent) ||
      (extent !== 'whole' && isAmbiguous(this.#finish(immediate), immediate, 'whole'));
    if (mayWait && isOpen) {
      return undecided;
    }
    const behaviour = this.#classifier.classify(this.#situation, immediate);
    this.#templates.unshift(new Template(end, { immediate, behaviour, extent, isOpen }));
    return behaviour;
  }

  /** Takes calls that were not made to behave so: from `from` to `to`, inclusive. */
  assume(from: number, to: number, behaviour: number): void {
    for (let immediate = from; immediate <= to; immediate += 1) {
      if (this.behaviours[immediate] === undecided) {
        this.behaviours[immediate] = behaviour;
      }
    }
  }

  /** Begins anew, so that nothing depends on the calls that were made before; `thorough` for what has coincidences. */
  forget(thorough = false): void {
    this.#isThorough = thorough;
    this.behaviours.fill(undecided);
    this.#templates = [];
    this.#stopping = usualStopping;
    this.#mayMeet = true;
    this.#slowCalls = 0;
    plainImmediates.forEach((immediate) => this.at(immediate));
  }

  #enter(immediate: number): void {
    if (this.#common === undefined) {
      const options = { stopping: this.#stopping };
      this.#prober.enter(this.#situation, this.#state, immediate, this.#observation, options);
    } else {
      this.#common.enter(immediate, this.#observation, this.#stopping);
    }
  }

  /** The end that was seen: that of the call, or of a part of it. */
  #end(): CallEnd {
    const { outcome, pc, after, writes } = this.#observation;
    const onward = this.#prober.onwardOf(this.#observation);
    const called = onward === undefined ? none : [{ target: onward.target, state: after }];
    return { outcome, pc, after, writes, called };
  }

  /** The behaviour of a call that ended like none before. */
  #learn(immediate: number, mayWait: boolean): number {
    this.#goOn(immediate);
    if (this.#isAstray()) {
      return this.#matchWhole(immediate, mayWait);
    }
    const onward = this.#prober.onwardOf(this.#observation);
    const goesOn = this.#observation.outcome === 'called' && onward?.kind !== 'jump';
    if (!goesOn && this.#mayMeet && this.#meet(immediate)) {
      return this.#settle(this.#end(), immediate, { extent: 'to-meeting', mayWait });
    }
    const isPart = goesOn && this.#prober.isRestImplied(this.#observation);
    const end = goesOn && !isPart ? this.#finish(immediate) : this.#end();
    return this.#settle(end, immediate, { extent: isPart ? 'to-function' : 'whole', mayWait });
  }

  /** Makes the call again, without a stop where its way through the image only goes on. */
  #goOn(immediate: number): void {
    for (;;) {
      const { pc } = this.#observation;
      const { through, meeting } = this.#stopping;
      if (pc === meeting) {
        this.#stopping = { through };
      } else if (this.#prober.onwardOf(this.#observation)?.kind === 'code') {
        this.#stopping = { ...this.#stopping, through: new Set([...through, pc]) };
      } else {
        return;
      }
      this.#enter(immediate);
    }
  }

  /** Makes the call again, up to a place from which all calls may do the same. False, and the whole call, if none is. */
  #meet(immediate: number): boolean {
    const options = { watch: 'steps', stopping: this.#stopping } as const;
    this.#prober.enter(this.#situation, this.#state, immediate, this.#whole, options);
    const meeting = meetingPoint(this.#whole.steps ?? []);
    if (meeting === undefined) {
      return false;
    }
    this.#mayMeet = false;
    this.#stopping = { ...this.#stopping, meeting };
    this.#enter(immediate);
    if (this.#prober.isRestImplied(this.#observation)) {
      return true;
    }
    this.#goOn(immediate);
    return false;
  }

  #finish(immediate: number): CallEnd {
    this.#prober.enter(this.#situation, this.#state, immediate, this.#whole);
    return this.#prober.finish(this.#whole, immediate, 0);
  }

  /** The behaviour of a call that ended alike; `undecided` where that may be by chance, and the call may wait. */
  #find(end: CallEnd, immediate: number, mayWait: boolean): number | undefined {
    const templates = this.#templates;
    let index = templates.findIndex((template) => template.matches(end, immediate));
    if (index < 0) {
      return undefined;
    }
    if (templates[index]?.isByChance(immediate) === true) {
      if (mayWait) {
        return undecided;
      }
      index = this.#mostTelling(end, immediate);
    }
    const template = templates[index] as Template;
    if (index > 0) {
      templates.splice(index, 1);
      templates.unshift(template);
    }
    if (template.isOpen) {
      this.#close(template, end, immediate);
    }
    return template.behaviour;
  }

  /** Of the templates that match, the one in which most follows the immediate: it is alike for others as well. */
  #mostTelling(end: CallEnd, immediate: number): number {
    const matching = [...this.#templates.keys()].filter((index) =>
      this.#templates[index]?.matches(end, immediate),
    );
    const followersOf = (index: number): number => this.#templates[index]?.followers ?? 0;
    return matching.reduce((best, index) =>
      followersOf(index) > followersOf(best) ? index : best,
    );
  }

  /** Two calls tell more than one: the first one is told anew, unless what it does holds for that immediate alone. */
  #close(template: Template, end: CallEnd, immediate: number): void {
    const first = template.immediate;
    const behaviour = this.#classifier.classify(this.#situation, immediate, first);
    template.close(end, behaviour);
    if (this.#classifier.isTrue(behaviour, this.#situation, first)) {
      this.behaviours[first] = behaviour;
    }
  }

  #noteSlow({ outcome, exceptions, pc }: Observation): void {
    const isLoop = outcome === 'spun' && this.#wordAt(pc) !== branchToSelf;
    if (outcome === 'out-of-budget' || exceptions.length > 2 || isLoop) {
      this.#slowCalls += 1;
    }
  }
}
