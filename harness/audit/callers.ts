import type { Abi } from '../abi/abi.ts';
import { fieldOfNumber } from '../abi/number.ts';
import { selectorOf } from '../abi/selector.ts';
import { given } from '../collections/given.ts';
import type { Place } from '../diagnostics/place.ts';
import { decode } from '../architecture/a64/decode.ts';
import type { Location } from '../architecture/a64/form.ts';
import type { FunctionIdentifier } from '../architecture/function-identifier.ts';
import { functionIdentifier } from '../architecture/function-identifier.ts';
import { branchDistance, lookFor } from '../architecture/a64/quick-look.ts';
import type { InstructionWord } from '../architecture/a64/word.ts';
import { instructionBytes, instructionIn } from '../architecture/a64/word.ts';
import { registers } from '../architecture/registers.ts';
import { flowOf } from '../image/flow.ts';
import type { Image, ImageSection } from '../image/image.ts';
import { ImageLookup } from '../image/lookup.ts';
import type { KnownRegisters } from './known-registers.ts';
import { follow } from './known-registers.ts';

/*
 * Words of this room. An audit looks at code without running it. A caller here is an instruction that calls: an HVC or
 * SMC in an image.
 */

/** What a call means in one ABI. */
export type Meaning =
  | {
      readonly abi: string;
      readonly kind: 'operations';
      /** More than one where the vectors that are installed decide. */
      readonly operations: readonly string[];
      /** They have no number of their own: they are meant by every one that is no other's. */
      readonly everyOther?: true;
    }
  /** The immediate, or the selector register's value, is no operation's number. */
  | { readonly abi: string; readonly kind: 'unknown-number'; readonly number: bigint }
  /** The selector register's value is not a constant set just before. */
  | { readonly abi: string; readonly kind: 'unknown-selector'; readonly register: string }
  /** The ABI calls with another immediate, so this is not one of its calls. */
  | { readonly abi: string; readonly kind: 'other-immediate'; readonly immediate: number };

/** What a call is by the SMC calling convention (Arm DEN 0028), of which HVC and SMC are the conduits. */
export type Convention =
  | ({ readonly kind: 'identifier' } & FunctionIdentifier)
  /** W0 is not a constant set just before. */
  | { readonly kind: 'unknown' }
  /** The convention has the immediate 0; others are for other uses. */
  | { readonly kind: 'other-immediate' };

/** An HVC or SMC instruction. */
export interface CallSite {
  readonly instruction: 'hvc' | 'smc';
  /** Physical. */
  readonly address: bigint;
  /** `kvm_call_hyp+0x4`; the address where no symbol is near. */
  readonly symbol: string;
  readonly place: Place | undefined;
  /** 16 bits. */
  readonly immediate: number;
  /** Registers that hold a constant here, by name. */
  readonly constants: ReadonlyMap<string, bigint>;
  /** Of every SMC, and of an HVC whose W0 is the identifier of a fast call. */
  readonly convention?: Convention;
  /** Of an HVC, in each ABI that was given; of an SMC, in those whose number is such an identifier. */
  readonly meanings: readonly Meaning[];
}

/** Instructions before a call in which the selector's constant is looked for. */
const window = 32;

/** Every HVC and SMC instruction of an image's code, in the order of the sections, and what each means. */
export function findCallers(image: Image, abis: readonly Abi[]): CallSite[] {
  const lookup = new ImageLookup(image);
  return image.sections
    .filter(({ flags }) => flags.execute)
    .flatMap((section) => callersOf(section, lookup, abis));
}

function callersOf(section: ImageSection, lookup: ImageLookup, abis: readonly Abi[]): CallSite[] {
  const code = new Code(section);
  const calls: number[] = [];
  // A kernel has millions of words: no iterator here and below.
  for (let index = 0; index < code.count; index += 1) {
    if (mayCall(code.word(index)) && lookup.lineAt(code.address(index))?.data !== true) {
      calls.push(index);
    }
  }
  const leaders = leadersNear(code, calls, lookup);
  return calls.flatMap((index) => {
    const call = callOf(code.word(index));
    if (call === undefined) {
      return [];
    }
    const { instruction, immediate } = call;
    const address = code.address(index);
    const constants = generalRegisters(knownAt(index, code, leaders, lookup));
    return {
      instruction,
      address,
      symbol: lookup.symbolAt(address)?.text ?? `0x${address.toString(16)}`,
      place: lookup.lineAt(address)?.place,
      immediate,
      constants,
      ...given({ convention: conventionOf(call, constants.get('x0')) }),
      meanings:
        instruction === 'hvc'
          ? abis.map((abi) => meaningOf(abi, immediate, constants))
          : abis
              .filter(isByConvention)
              .map((abi) => meaningOf(numbered(abi), immediate, constants)),
    };
  });
}

const mayCall = lookFor('HVC', 'SMC');

/** The HVC or SMC in a word. */
function callOf(word: InstructionWord): Pick<CallSite, 'instruction' | 'immediate'> | undefined {
  const control = decode(word)?.meaning.control;
  if (control?.kind !== 'exception') {
    return undefined;
  }
  const { instruction, immediate } = control;
  return instruction === 'hvc' || instruction === 'smc' ? { instruction, immediate } : undefined;
}

/** What is known of x0-x30, by name. */
function generalRegisters(known: KnownRegisters): Map<string, bigint> {
  return new Map(
    registers
      .filter(({ kind }) => kind === 'general')
      .flatMap(({ name }): [string, bigint][] => {
        const value = known.get(name as Location);
        return value === undefined ? [] : [[name, value]];
      }),
  );
}

/** The instructions of a section, which are aligned, whatever the section is. */
class Code {
  readonly count: number;
  readonly #start: bigint;
  readonly #view: DataView;

  constructor({ address, bytes }: ImageSection) {
    const skip = Math.min(Number(-address & 3n), bytes.length);
    this.count = Math.floor((bytes.length - skip) / instructionBytes);
    this.#start = address + BigInt(skip);
    this.#view = new DataView(bytes.buffer, bytes.byteOffset + skip, bytes.length - skip);
  }

  word(index: number): InstructionWord {
    return instructionIn(this.#view, index * instructionBytes);
  }

  address(index: number): bigint {
    return this.#start + BigInt(index * instructionBytes);
  }
}

/** Where execution can arrive from elsewhere, in the windows before calls: targets of direct branches, and symbols. */
function leadersNear(
  code: Code,
  calls: readonly number[],
  lookup: ImageLookup,
): ReadonlySet<number> {
  const near = new Set(
    calls.flatMap((call) => Array.from({ length: window + 1 }, (_, back) => call - back)),
  );
  const leaders = new Set<number>();
  for (const index of near) {
    if (lookup.symbolAt(code.address(index))?.offset === 0n) {
      leaders.add(index);
    }
  }
  if (near.size === 0) {
    return leaders;
  }
  for (let index = 0; index < code.count; index += 1) {
    const distance = branchDistance(code.word(index));
    const landing = index + (distance ?? 0) / instructionBytes;
    if (distance !== undefined && near.has(landing)) {
      leaders.add(landing);
    }
  }
  return leaders;
}

/** Follows the constants from the start of the basic block, or of the window. */
function knownAt(
  call: number,
  code: Code,
  leaders: ReadonlySet<number>,
  lookup: ImageLookup,
): KnownRegisters {
  let start = call;
  while (start > 0 && call - start < window && !leaders.has(start)) {
    if (!flowOf(code.word(start - 1)).next) {
      break;
    }
    start -= 1;
  }
  const known: KnownRegisters = new Map();
  for (let index = start; index < call; index += 1) {
    follow(known, code.word(index), code.address(index), lookup);
  }
  return known;
}

/** What a call with this in X0 is by the convention; undefined for an HVC that need not be one of its calls. */
function conventionOf(
  { instruction, immediate }: Pick<CallSite, 'instruction' | 'immediate'>,
  x0: bigint | undefined,
): Convention | undefined {
  const isSmc = instruction === 'smc';
  if (immediate !== 0) {
    return isSmc ? { kind: 'other-immediate' } : undefined;
  }
  if (x0 === undefined) {
    return isSmc ? { kind: 'unknown' } : undefined;
  }
  const identifier = functionIdentifier(x0);
  const isFast = identifier.type === 'fast' && !identifier.isReserved;
  return isSmc || isFast ? { kind: 'identifier', ...identifier } : undefined;
}

/** Whether the numbers of an ABI are identifiers of the convention, which go by either conduit. */
function isByConvention({ selector, operations }: Abi): boolean {
  return (
    selector.kind === 'register' &&
    selector.register === 'x0' &&
    selector.immediate === 0 &&
    selector.low === undefined &&
    fieldOfNumber(selector, operations).bits === 32
  );
}

/** What every other number means is said of the HVCs that its vectors take. Who takes an SMC may answer more. */
function numbered(abi: Abi): Abi {
  const operations = [...abi.operations].filter(([, { number }]) => number !== undefined);
  return { ...abi, operations: new Map(operations) };
}

function meaningOf(abi: Abi, immediate: number, constants: ReadonlyMap<string, bigint>): Meaning {
  const { name } = abi;
  const reading = selectorOf(abi.selector).read(immediate, (register) => constants.get(register));
  switch (reading.kind) {
    case 'number':
      return byNumber(
        abi,
        BigInt.asUintN(fieldOfNumber(abi.selector, abi.operations).bits, reading.number),
      );
    case 'other-immediate':
      return { abi: name, kind: 'other-immediate', immediate: reading.immediate };
    case 'unknown':
      return { abi: name, kind: 'unknown-selector', register: reading.register };
  }
}

/** Operations without a number are meant by every number that no other has. */
function byNumber({ name, operations }: Abi, number: bigint): Meaning {
  const all = [...operations.values()];
  const exact = all.filter((operation) => operation.number === number);
  const others = all.filter((operation) => operation.number === undefined);
  const meant = exact.length > 0 ? exact : others;
  return meant.length === 0
    ? { abi: name, kind: 'unknown-number', number }
    : {
        abi: name,
        kind: 'operations',
        operations: meant.map((operation) => operation.name),
        ...(exact.length === 0 && { everyOther: true }),
      };
}
