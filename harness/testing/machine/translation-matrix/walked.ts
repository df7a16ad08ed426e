import { decode } from '../../../architecture/a64/decode.ts';
import type { InstructionWord } from '../../../architecture/a64/word.ts';
import { instructionWord } from '../../../architecture/a64/word.ts';
import { takeException } from '../../../architecture/exception.ts';
import type { ExceptionCause } from '../../../architecture/exception-cause.ts';
import { faultStatus } from '../../../architecture/fault-status.ts';
import type { MemoryAccess } from '../../../architecture/memory-access.ts';
import { memoryAccess } from '../../../architecture/memory-access.ts';
import type { State } from '../../../architecture/state.ts';
import { createState } from '../../../architecture/state.ts';
import { abortOf } from '../../../architecture/translation/abort.ts';
import type { Access } from '../../../architecture/translation/access.ts';
import { translationRegisters } from '../../../architecture/translation/controls.ts';
import type { Refusal } from '../../../architecture/translation/result.ts';
import { translate } from '../../../architecture/translation/translate.ts';
import { contentOf, end, isTarget, layout, pageOf } from './layout.ts';
import type { Outcome } from './outcome.ts';
import type { Trial } from './trial.ts';
import { stored } from './trial.ts';

/** What a trial does by the walker alone: it translates, and the few instructions of the matrix are done here. */

export interface Walked {
  readonly outcome: Outcome;
  /** The physical address of the access; undefined where it comes to none. */
  readonly physical: bigint | undefined;
  /** The descriptor that was read last. */
  readonly descriptor: bigint;
  /** It cannot be seen: the code, or the vectors of EL1 that take the exception, are not where they should be. */
  readonly isLost: boolean;
}

type Ended = Pick<Walked, 'outcome' | 'physical'>;

type Place =
  | { readonly physical: bigint }
  | {
      readonly ended: Outcome;
      /** Where an access goes that should have been aligned. */
      readonly unaligned?: bigint;
    };

/** Whether memory answers at a physical address. */
type IsMemory = (address: bigint) => boolean;

const pageSize = 0x1000n;

/** PSTATE of each level, in the layout of SPSR. */
export const modeOf = { 0: 0x3c0n, 1: 0x3c5n, 2: 0x3c9n } as const;

class Walk {
  descriptor = 0n;
  readonly #trial: Trial;
  readonly #state: State = createState();

  readonly #isMemory: IsMemory;

  constructor(trial: Trial, isMemory: IsMemory) {
    this.#trial = trial;
    this.#isMemory = isMemory;
    const state = this.#state;
    for (const name of translationRegisters) {
      state.set(name, trial.controls[name]);
    }
    state.set('pstate', modeOf[trial.level]);
    state.set('x0', trial.address);
    state.set('x1', stored.x1);
    state.set('x2', stored.x2);
  }

  /** Eight bytes of memory before the access. */
  readonly #read = (address: bigint): bigint | undefined => {
    if (!this.#isMemory(address)) {
      return undefined;
    }
    this.descriptor =
      this.#trial.stores.get(address) ?? (isTarget(address) ? contentOf(address) : 0n);
    return this.descriptor;
  };

  #taken(cause: ExceptionCause): Outcome {
    const entry = takeException(cause, this.#state);
    return {
      kind: 'taken',
      level: entry.targetEl,
      esr: entry.esr ?? 0n,
      far: entry.far ?? 0n,
      hpfar: entry.hpfar,
    };
  }

  #refused({ control, reason }: Refusal): Outcome {
    return { kind: 'refused', why: `${control}: ${reason}` };
  }

  #place(access: Access, word?: InstructionWord): Place {
    const result = translate(access, this.#trial.controls, this.#read);
    switch (result.kind) {
      case 'refused':
        return { ended: this.#refused(result.refusal) };
      case 'fault': {
        const ended = this.#taken(abortOf(access, result.fault, word));
        const place =
          result.fault.kind === 'alignment'
            ? this.#place({
                ...access,
                kind: access.kind === 'load' ? 'load' : 'store',
                aligned: true,
              })
            : undefined;
        return place !== undefined && 'physical' in place
          ? { ended, unaligned: place.physical }
          : { ended };
      }
      case 'translated':
        return this.#isMemory(result.address)
          ? { physical: result.address }
          : { ended: this.#taken(this.#external(access)) };
    }
  }

  #external(access: Access): ExceptionCause {
    const { address, kind } = access;
    const common = { address, status: faultStatus.external };
    return kind === 'fetch'
      ? { kind: 'instruction-abort', ...common }
      : { kind: 'data-abort', ...common, write: kind !== 'load' };
  }

  /** SVC goes to EL1, or where that has no say to EL2. */
  #done(immediate: number, values: { x1?: bigint; x2?: bigint; memory?: bigint }): Outcome {
    const entry = takeException({ kind: 'svc', immediate }, this.#state);
    return {
      kind: 'done',
      level: entry.targetEl,
      esr: entry.esr ?? 0n,
      x1: stored.x1,
      x2: stored.x2,
      memory: undefined,
      ...values,
    };
  }

  run(): Ended {
    const { level, code, instruction, address } = this.#trial;
    const fetched = instruction === undefined ? address : code + layout.instruction;
    const place = this.#place({ address: fetched, kind: 'fetch', level });
    if ('ended' in place) {
      return { outcome: place.ended, physical: undefined };
    }
    if (instruction === undefined) {
      const { physical } = place;
      // Other memory holds zeros.
      const outcome = isTarget(physical)
        ? this.#done(pageOf(physical), {})
        : this.#taken({ kind: 'undefined' });
      return { outcome, physical: undefined };
    }
    return instruction.text.startsWith('dc')
      ? this.#zero()
      : this.#access(instructionWord(instruction.word));
  }

  isLost(outcome: Outcome): boolean {
    const { level, code, instruction } = this.#trial;
    if (outcome.kind === 'refused') {
      return false;
    }
    const isCode = (address: bigint, by: 0 | 1 | 2, expected: bigint): boolean | undefined => {
      const place = this.#place({ address, kind: 'fetch', level: by });
      return 'ended' in place ? undefined : place.physical === expected;
    };
    const page = layout.code[level === 2 ? 2 : 1];
    const at = layout.instruction;
    return (
      (instruction !== undefined && isCode(code + at, level, page + at) === false) ||
      (outcome.level === 1 && isCode(code, 1, page) !== true)
    );
  }

  /** DC ZVA of 64 bytes. */
  #zero(): Ended {
    const { level, address } = this.#trial;
    const place = this.#place({ address, kind: 'zero', level });
    return 'ended' in place
      ? { outcome: place.ended, physical: place.unaligned && place.unaligned & ~7n }
      : { outcome: this.#done(end, { memory: 0n }), physical: place.physical & ~7n };
  }

  #access(word: InstructionWord): Ended {
    const access = memoryAccess(word, this.#state) as MemoryAccess;
    const { size, element } = access;
    const unprivileged = decode(word)?.meaning.memory?.unprivileged === true;
    const aligned = access.address % BigInt(element) === 0n;
    const kind = access.write ? 'store' : 'load';
    const bytes: bigint[] = [];
    const { level } = this.#trial;
    let page: bigint | undefined;
    for (let done = 0; done < size; done += 1) {
      const address = BigInt.asUintN(64, access.address + BigInt(done));
      if (page === undefined || address % pageSize === 0n) {
        const place = this.#place({ address, kind, level, unprivileged, aligned }, word);
        if ('ended' in place) {
          return { outcome: place.ended, physical: place.unaligned && place.unaligned & ~7n };
        }
        page = place.physical - (address % pageSize);
      }
      bytes.push(page + (address % pageSize));
    }
    const physical = bytes[0] as bigint;
    return access.write
      ? { outcome: this.#stores(word, bytes), physical: physical & ~7n }
      : { outcome: this.#loads(word, bytes), physical: undefined };
  }

  #byte(address: bigint): bigint {
    return ((this.#read(address & ~7n) ?? 0n) >> ((address & 7n) * 8n)) & 0xffn;
  }

  #stores(word: InstructionWord, bytes: readonly bigint[]): Outcome {
    const isZero = (word & 31) === 31;
    const value = (isZero ? 0n : stored.x1) | (stored.x2 << 64n);
    const first = (bytes[0] as bigint) & ~7n;
    let memory = 0n;
    for (let at = 0n; at < 8n; at += 1n) {
      const index = bytes.indexOf(first + at);
      const byte = index < 0 ? this.#byte(first + at) : (value >> BigInt(index * 8)) & 0xffn;
      memory |= byte << (at * 8n);
    }
    return this.#done(end, { memory });
  }

  #loads(word: InstructionWord, bytes: readonly bigint[]): Outcome {
    const value = bytes.reduce(
      (sum, address, index) => sum | (this.#byte(address) << BigInt(index * 8)),
      0n,
    );
    const transfer = decode(word)?.meaning.memory?.transfer;
    const size = bytes.length * 8;
    if (size === 128) {
      return this.#done(end, { x1: BigInt.asUintN(64, value), x2: value >> 64n });
    }
    const extended = transfer?.signed === true ? BigInt.asIntN(size, value) : value;
    return this.#done(end, { x1: BigInt.asUintN(transfer?.width ?? 64, extended) });
  }
}

/** What a trial does by the walker. */
export function walked(trial: Trial, isMemory: IsMemory): Walked {
  const walk = new Walk(trial, isMemory);
  const ended = walk.run();
  const { descriptor } = walk;
  return { ...ended, descriptor, isLost: walk.isLost(ended.outcome) };
}
