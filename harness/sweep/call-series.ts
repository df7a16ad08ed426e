import type { Classifier } from './classifier.ts';
import { immediateCount, plainImmediates } from './immediates.ts';
import type { Prober, Situation } from '../calls/prober.ts';
import { sentinelSets } from '../calls/sentinel.ts';
import { SharedCalls } from './shared-calls.ts';
import type { CallEnd, Extent } from './immediate-template.ts';
import { isAmbiguous, ImmediateTemplate } from './immediate-template.ts';

/** In place of a behaviour: no call was made. */
export const undecided = -1;

/** More ends than this that are not alike are no table of calls: of all immediates, and of a sample of them. */
const mostTemplates = 256;
const mostSampledTemplates = 512;
/** Calls that take long, of all immediates, and of a sample of them. */
const mostSlowCalls = 64;
const mostSlowSamples = 1024;

/** The calls of one situation, by immediate. */
export class CallSeries {
  /** Behaviour by immediate; `undecided` where no call was made. */
  readonly behaviours = new Int32Array(immediateCount).fill(undecided);
  /** Calls that were made, those to find out what a behaviour is left out. */
  calls = 0;
  readonly #prober: Prober;
  readonly #classifier: Classifier;
  readonly #situation: Situation;
  /** Behaviours of other batches. */
  readonly #knownBefore: number;
  readonly #short: SharedCalls;
  /** The one that matched last comes first. */
  #templates: ImmediateTemplate[] = [];
  /** Each call is made with all sets of sentinels: what it does is not taken from one that ended alike. */
  #isThorough = false;
  #thoroughCalls = 0;

  constructor(prober: Prober, classifier: Classifier, situation: Situation) {
    this.#prober = prober;
    this.#classifier = classifier;
    this.#situation = situation;
    this.#knownBefore = classifier.behaviours.length;
    this.#short = new SharedCalls(prober, situation);
    plainImmediates.forEach((immediate) => this.at(immediate));
  }

  /** Whether to call with every immediate would take too long, or show nothing: a sample must do. */
  get isOverrun(): boolean {
    return this.#short.slow > mostSlowCalls || this.#templates.length > mostTemplates;
  }

  /** Whether even a sample has cost enough, or shows a behaviour for nearly each immediate. */
  get isSampleOverrun(): boolean {
    return (
      this.#short.slow + this.#thoroughCalls > mostSlowSamples ||
      this.#templates.length > mostSampledTemplates
    );
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
      ? this.#classify(immediate, mayWait)
      : this.#match(immediate, mayWait);
    this.behaviours[immediate] = behaviour;
    return behaviour;
  }

  #classify(immediate: number, mayWait: boolean): number {
    if (mayWait) {
      this.calls += 1;
      if (isAmbiguous(this.#short.whole(immediate), immediate, 'whole')) {
        return undecided;
      }
    }
    this.calls += sentinelSets;
    this.#thoroughCalls += 1;
    return this.#classifier.classify(this.#situation, immediate);
  }

  #match(immediate: number, mayWait: boolean): number {
    this.calls += 1;
    const end = this.#short.make(immediate);
    if (end === undefined) {
      const whole = this.#short.remakeWhole(immediate);
      return this.#settle({ end: whole, extent: 'whole' }, immediate, mayWait);
    }
    return (
      this.#find(end, immediate, mayWait) ??
      this.#settle(this.#short.remake(immediate), immediate, mayWait)
    );
  }

  /**
   * Whether any of these calls was taken for another one by chance: with these sentinels they ended alike, and with
   * others they do not.
   */
  hasCoincidence(immediates: readonly number[]): boolean {
    const templates = new Map<number, ImmediateTemplate>();
    return immediates.some((immediate) => {
      const behaviour = this.behaviours[immediate] as number;
      if (behaviour === undecided || this.#isThorough) {
        return false;
      }
      const end = this.#prober.call(this.#situation, immediate, 1);
      const template = templates.get(behaviour);
      if (template === undefined) {
        const isOpen = isAmbiguous(end, immediate, 'whole');
        const first = new ImmediateTemplate(end, { immediate, behaviour, extent: 'whole', isOpen });
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

  /** The behaviour of a call with this end: one that is known, or a new one. */
  #settle(
    { end, extent }: { readonly end: CallEnd; readonly extent: Extent },
    immediate: number,
    mayWait: boolean,
  ): number {
    const known = this.#find(end, immediate, mayWait);
    if (known !== undefined) {
      return known;
    }
    // What the rest does is seen in the whole call, and may be equal to the immediate by chance just as well.
    const isOpen =
      isAmbiguous(end, immediate, extent) ||
      (extent !== 'whole' && isAmbiguous(this.#short.whole(immediate), immediate, 'whole'));
    if (mayWait && isOpen) {
      return undecided;
    }
    const behaviour = this.#classifier.classify(this.#situation, immediate);
    this.#templates.unshift(new ImmediateTemplate(end, { immediate, behaviour, extent, isOpen }));
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

  /** Starts over, so that nothing depends on the calls that were made before; `thorough` for what has coincidences. */
  forget(thorough = false): void {
    this.#isThorough = thorough;
    this.#classifier.keep(this.#knownBefore);
    this.behaviours.fill(undecided);
    this.#templates = [];
    this.#short.forget();
    this.#thoroughCalls = 0;
    plainImmediates.forEach((immediate) => this.at(immediate));
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
      index = this.#mostSpecific(end, immediate);
    }
    const template = templates[index] as ImmediateTemplate;
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
  #mostSpecific(end: CallEnd, immediate: number): number {
    const matching = [...this.#templates.keys()].filter((index) =>
      this.#templates[index]?.matches(end, immediate),
    );
    const followersOf = (index: number): number => this.#templates[index]?.followers ?? 0;
    return matching.reduce((best, index) =>
      followersOf(index) > followersOf(best) ? index : best,
    );
  }

  /** Two calls show more than one: the first is classified again, unless its behaviour holds for that one alone. */
  #close(template: ImmediateTemplate, end: CallEnd, immediate: number): void {
    const first = template.immediate;
    const behaviour = this.#classifier.classify(this.#situation, immediate, first);
    template.close(end, behaviour);
    if (this.#classifier.isTrue(behaviour, this.#situation, first)) {
      this.behaviours[first] = behaviour;
    }
  }
}
