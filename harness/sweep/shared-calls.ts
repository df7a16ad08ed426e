import { branchToSelf } from '../architecture/a64/instructions.ts';
import type { State } from '../architecture/state.ts';
import type { Observation, Outcome } from '../machine/machine.ts';
import { CommonPath, meetingPoint } from './common-path.ts';
import { plainImmediates } from './immediates.ts';
import type { Prober, Situation } from '../calls/prober.ts';
import type { Stopping } from '../calls/stops.ts';
import { usualStopping } from '../calls/stops.ts';
import type { CallEnd, Extent } from './immediate-template.ts';

const none: CallEnd['called'] = [];

/** Addresses at which calls stop that stray to there. */
const mostStrays = 4;

/**
 * Makes the calls of one situation, and of each no more than it takes to compare it with others: it begins where the
 * syndrome is read first, and may end where all calls that come there alike go on alike.
 */
export class SharedCalls {
  readonly #prober: Prober;
  readonly #situation: Situation;
  readonly #state: State;
  readonly #common: CommonPath | undefined;
  /** Of the last call, and of the last whole call. */
  readonly #observation: Observation;
  readonly #whole: Observation;
  #stopping: Stopping = usualStopping;
  /** One meeting is enough, and where calls do not arrive there alike there is none. */
  #mayMeet = true;
  readonly #slow = new Set<number>();

  constructor(prober: Prober, situation: Situation) {
    this.#prober = prober;
    this.#situation = situation;
    this.#state = prober.start(situation, 0);
    const { machine } = prober.setting.session;
    this.#observation = machine.newObservation();
    this.#whole = machine.newObservation();
    this.#common = CommonPath.find(prober, situation, this.#state, plainImmediates[0] as number);
  }

  /** Immediates whose calls take long. */
  get slow(): number {
    return this.#slow.size;
  }

  /** Makes a call. Its end refers to what the next call changes; undefined where only the whole call shows it. */
  make(immediate: number): CallEnd | undefined {
    this.#enter(immediate);
    if (this.#isAstray) {
      return undefined;
    }
    const { outcome, pc, exceptions } = this.#observation;
    this.#noteSlow(immediate, outcome, pc, exceptions.length);
    return this.#end();
  }

  /**
   * Makes the call of `make` again, which ended like none before, and finds out how much of it is to be compared. Those
   * to come end there, too.
   */
  remake(immediate: number): { readonly end: CallEnd; readonly extent: Extent } {
    this.#goOn(immediate);
    if (this.#isAstray) {
      return { end: this.remakeWhole(immediate), extent: 'whole' };
    }
    const onward = this.#prober.onwardOf(this.#observation);
    const goesOn = this.#observation.outcome === 'called' && onward?.kind !== 'jump';
    if (!goesOn) {
      const extent = this.#mayMeet && this.#meet(immediate) ? 'to-meeting' : 'whole';
      return { end: this.#end(), extent };
    }
    return this.#prober.isRestImplied(this.#observation)
      ? { end: this.#end(), extent: 'to-function' }
      : { end: this.whole(immediate), extent: 'whole' };
  }

  /** Makes the call of `make` again where only the whole call shows its end. */
  remakeWhole(immediate: number): CallEnd {
    const end = this.whole(immediate);
    this.#noteStray(end);
    return end;
  }

  /** Makes a call from its exception to its very end, which refers to what the next whole call changes. */
  whole(immediate: number): CallEnd {
    this.#prober.enter(this.#situation, this.#state, immediate, this.#whole);
    const record = this.#prober.finish(this.#whole, 0);
    this.#noteSlow(immediate, record.outcome, record.pc, record.exceptions.length);
    return record;
  }

  /** Starts over, as if no call had been made. */
  forget(): void {
    this.#stopping = usualStopping;
    this.#mayMeet = true;
    this.#slow.clear();
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
    const { outcome, pc, before, after, exceptions, writes, steps } = this.#observation;
    const onward = this.#prober.onwardOf(this.#observation);
    const target = outcome === 'jumped' ? pc : onward?.target;
    const called = target === undefined ? none : [{ address: target, state: after }];
    return { outcome, pc, before, after, exceptions, writes, called, steps };
  }

  /** Makes the call again, without a stop where its way through the image only goes on. */
  #goOn(immediate: number): void {
    for (;;) {
      const { pc } = this.#observation;
      const { through, meeting } = this.#stopping;
      if (pc === meeting) {
        const { meeting: _, ...others } = this.#stopping;
        this.#stopping = others;
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
    const { outcome, steps = [] } = this.#whole;
    // Of a call that was cut off, it is unknown which read of the syndrome is the last.
    const meeting = outcome === 'out-of-budget' ? undefined : meetingPoint(steps);
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

  /**
   * Whether the call took an exception at EL2 after it ran through a branch without a stop: the branch may have left
   * the image this time, and then what follows is none of the call's doing.
   */
  get #isAstray(): boolean {
    const own = this.#common === undefined ? 1 : 0;
    return this.#stopping.through.size > 0 && this.#observation.exceptions.length > own;
  }

  /**
   * Calls to come stop where this one strayed to, whatever their level is: the end shows that. Not at too many places,
   * which cost time themselves.
   */
  #noteStray({ outcome, pc }: CallEnd): void {
    const { strays = [] } = this.#stopping;
    if (outcome === 'jumped' && strays.length < mostStrays) {
      this.#stopping = { ...this.#stopping, strays: [...strays, pc] };
    }
  }

  #noteSlow(immediate: number, outcome: Outcome, pc: bigint, exceptions: number): void {
    const { session } = this.#prober.setting;
    // The machine sees a branch to itself at once.
    const isLoop = outcome === 'spun' && session.wordAt(pc) !== branchToSelf;
    if (outcome === 'out-of-budget' || exceptions > 2 || isLoop) {
      this.#slow.add(immediate);
    }
  }
}
