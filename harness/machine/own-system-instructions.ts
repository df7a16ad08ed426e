import type { InstructionWord } from '../architecture/a64/word.ts';
import type { ExceptionCause } from '../architecture/exception-cause.ts';
import { faultStatus } from '../architecture/fault-status.ts';
import type { Instruction } from '../architecture/instruction.ts';
import { currentLevel } from '../architecture/pstate.ts';
import { wordOf } from '../architecture/registers.ts';
import type { State } from '../architecture/state.ts';
import type { AccessKind } from '../architecture/translation/access.ts';
import { isTranslated } from '../architecture/traps.ts';
import { problem } from '../diagnostics/diagnostic.ts';
import { addressTranslationOf } from './address-translation.ts';
import { dataAbort } from './data-abort.ts';
import type { Memory } from './memory.ts';
import { ownAccess } from './own-registers.ts';
import type { StepRecorder } from './step-recorder.ts';
import type { Translator } from './translator.ts';

type RegisterAccess = Extract<Instruction, { readonly kind: 'msr' | 'mrs' }>;
type SystemInstruction = Extract<
  Instruction,
  { readonly kind: 'tlbi' | 'ic' | 'dc' | 'at' | 'sys' | 'sysl' }
>;

/** What became of an instruction: it is done, it takes an exception, or the engine has it as the architecture says. */
export type Done = undefined | ExceptionCause | 'engine';

const pcWord = wordOf('pc');
const parWord = wordOf('par_el1');

/** DC and IC by address. */
const maintenance: ReadonlyMap<string, AccessKind> = new Map<string, AccessKind>([
  ['dc zva', 'zero'],
  ['dc ivac', 'invalidate'],
  ...(['cvac', 'cvau', 'civac'] as const).map((name) => [`dc ${name}`, 'clean'] as const),
  ['ic ivau', 'instruction-cache'],
]);

/** Bytes that DC ZVA clears: DCZID_EL0.BS is 4 on the Cortex-A72. */
const zeroBlock = 64;

/** System instructions (Arm ARM, C5) that an engine lacks or has wrong, done on the state and memory of a machine. */
export class OwnSystemInstructions {
  readonly #live: State;
  readonly #memory: Memory;
  readonly #translator: Translator;
  readonly #recorder: StepRecorder;
  readonly #wroteCode: (from: number) => void;

  /** @param wroteCode is called with the index in the journal from which on stores may have gone to code */
  constructor(
    { live, memory }: { readonly live: State; readonly memory: Memory },
    translator: Translator,
    recorder: StepRecorder,
    wroteCode: (from: number) => void,
  ) {
    this.#live = live;
    this.#memory = memory;
    this.#translator = translator;
    this.#recorder = recorder;
    this.#wroteCode = wroteCode;
  }

  /** MSR or MRS of a register that the engine has not as the architecture says. Throws an HcallError. */
  access({ kind, rt }: RegisterAccess, at: bigint, word: InstructionWord): undefined | 'engine' {
    const live = this.#live;
    const own = ownAccess(word);
    if (
      own === undefined ||
      currentLevel(live) < own.leastLevel ||
      (own.processor ?? live.processor.name) !== live.processor.name
    ) {
      return 'engine';
    }
    const value = this.#valueOf(rt);
    const refusal = own.refusal?.(live, value);
    if (refusal !== undefined) {
      throw problem('unmodelled-register', `at 0x${at.toString(16)}: ${refusal}`);
    }
    if (kind === 'msr' && own.write !== undefined) {
      this.#recorder.begin();
      own.write(live, value);
      this.#translator.forget();
    } else if (kind === 'mrs' && own.read !== undefined) {
      this.#recorder.begin();
      if (rt !== 31) {
        live.words[rt] = own.read(live);
      }
    } else {
      return 'engine';
    }
    return this.end(at, word);
  }

  /** DC and IC: what they do to caches is nothing, but those by address may fault. */
  maintain(
    { kind, operand, rt, encoding }: SystemInstruction,
    at: bigint,
    word: InstructionWord,
  ): Done {
    const live = this.#live;
    const access = maintenance.get(`${kind} ${operand}`);
    const isZero = access === 'zero';
    if (access === undefined || (!isZero && !isTranslated(live))) {
      return 'engine';
    }
    // UNDEFINED, which the engine says.
    if (encoding.op1 === 0 && currentLevel(live) === 0) {
      return 'engine';
    }
    const address = this.#valueOf(rt);
    const place = this.#translator.locate(access, address, word);
    if (typeof place !== 'number') {
      return place;
    }
    return isZero ? this.#zero(address, place, at, word) : 'engine';
  }

  /** DC ZVA to memory at `place`. */
  #zero(address: bigint, place: number, at: bigint, word: InstructionWord): Done {
    const begin = place - (place % zeroBlock);
    const region = this.#memory.regionOf(begin, zeroBlock);
    if (region === undefined || region.readOnly) {
      return dataAbort({ address, write: true }, faultStatus.external);
    }
    const from = this.#memory.journal.length;
    this.#recorder.begin();
    const virtual = address - (address % BigInt(zeroBlock));
    const isElsewhere = virtual !== BigInt(begin);
    for (let offset = 0; offset < zeroBlock; offset += 8) {
      const seen = isElsewhere ? virtual + BigInt(offset) : undefined;
      this.#memory.store(region, begin + offset, 8, 0n, seen);
    }
    this.#wroteCode(from);
    this.#translator.noteInstruction(word, from);
    return this.end(at, word);
  }

  /** AT, where its regime translates. */
  translateAddress({ encoding, rt }: SystemInstruction, at: bigint, word: InstructionWord): Done {
    const operation = addressTranslationOf(encoding, this.#live);
    if (operation === undefined) {
      return 'engine';
    }
    const par = this.#translator.look(operation, this.#valueOf(rt));
    if (typeof par !== 'bigint') {
      return par;
    }
    this.#recorder.begin();
    this.#live.words[parWord] = par;
    return this.end(at, word);
  }

  /** The instruction at `at`, of which the recorder saw the beginning, is done, and PC goes on. */
  end(at: bigint, word: InstructionWord): undefined {
    const live = this.#live;
    live.words[pcWord] = (live.words[pcWord] as bigint) + 4n;
    this.#recorder.end(at, word);
  }

  /** Of Rt; 31 is the zero register. */
  #valueOf(rt: number): bigint {
    return rt === 31 ? 0n : (this.#live.words[rt] as bigint);
  }
}
