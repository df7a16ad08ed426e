import { callingClasses, classField, preferredReturnOf } from '../architecture/esr.ts';
import type { ExceptionEntry } from '../architecture/exception.ts';
import { exceptionRegisters, writtenByEntry } from '../architecture/exception-registers.ts';
import { exceptionReturn, returnedBits } from '../architecture/exception-return.ts';
import {
  currentLevel,
  exceptionLevel,
  laterPstatePositions,
  pstateBits,
} from '../architecture/pstate.ts';
import type { RegisterName } from '../architecture/registers.ts';
import { vectorBaseMask } from '../architecture/system-register-rows.ts';
import { isOfCaller } from '../calls/call-record.ts';
import type { FlowValue } from './flow-state.ts';
import { flagsLow, masksLow, parts, withBits } from './flow-state.ts';
import { widthOfSource } from './source.ts';
import type { Following } from './following.ts';
import { goesTo } from './translation-flow.ts';

/** M[4:0] of SPSR. */
const modeWidth = 5;
const wordWidth = 64;
/** ISS[15:0] of an HVC. */
const immediateWidth = 16;
const illegalBit = 20;
const panBit = 22;

/**
 * What taking an exception does to the registers (Arm ARM, AArch64.TakeException). The first entry to EL2 is the call's
 * own: its syndrome is a source. Those of later ones follow from the instruction that caused them.
 */
export function enter(following: Following, entry: ExceptionEntry, step: number): void {
  const { state, builder, live } = following;
  const { targetEl, pstate } = entry;
  const own = exceptionRegisters[targetEl];
  const isOwn = targetEl === 2 && !following.hasEntered && isOfCaller(entry, following.start);
  const base = builder.binary(
    'and',
    state.register(own.vbar),
    builder.constant(vectorBaseMask, 64),
  );
  following.equals('vectors', step, base, live.get(own.vbar) & vectorBaseMask);
  const flags = state.bits(flagsLow, parts.flags);
  const masks = builder.constant(pstate >> BigInt(masksLow), parts.masks);
  for (const [register, value] of writtenByEntry(entry)) {
    const written =
      register === own.spsr
        ? state.register('pstate')
        : isOwn
          ? ownSyndrome(following, entry, register, [value, step])
          : builder.constant(value, wordWidth);
    state.write(register, written, step);
  }
  const plain = state.pstate(pstate, flags, masks);
  // PAN is as it was, or set: a number.
  const isKept = targetEl === 2;
  const kept = isKept ? [panBit] : [];
  const before = state.register('pstate');
  state.write('pstate', laterBits(following, plain, before, kept), step);
}

/** PSTATE with bits of another value: those of these that the processor has. */
function laterBits(
  { builder, live }: Following,
  pstate: FlowValue,
  from: FlowValue,
  positions: readonly number[],
): FlowValue {
  const own = laterPstatePositions(live.processor);
  return positions
    .filter((bit) => own.includes(bit))
    .reduce((value, bit) => withBits(builder, value, bit, builder.extract(from, bit, 1)), pstate);
}

/**
 * What the call's own exception leaves in a register: of an HVC, the immediate decides a part of it. The class of any
 * other decides what ELR_EL2 is.
 */
function ownSyndrome(
  following: Following,
  { cause }: ExceptionEntry,
  register: RegisterName,
  [value, step]: readonly [bigint, number],
): FlowValue {
  const { builder, sources } = following;
  if (cause.kind !== 'hvc' || register !== 'esr_el2') {
    const source = sources.syndrome(register);
    const width = widthOfSource(source);
    const left = following.source(source, BigInt.asUintN(width, value), width);
    if (register === 'esr_el2') {
      const own = builder.extract(left, classField.low, classField.width);
      const isCall = [...callingClasses]
        .map((each) => builder.compare('eq', own, builder.constant(each, classField.width)))
        .reduce((one, other) => builder.binary('or', one, other));
      const holds = preferredReturnOf(value) === 'next';
      following.condition('exception-class', step, isCall, holds);
    }
    // A test may say what is above ISS and EC, which a call does not choose.
    const above = value >> BigInt(width);
    return above === 0n
      ? builder.extend('zero-extend', left, wordWidth)
      : builder.concat(builder.constant(above, wordWidth - width), left);
  }
  const rest = builder.constant(value >> BigInt(immediateWidth), wordWidth - immediateWidth);
  return builder.concat(rest, following.source(sources.immediate, value, immediateWidth));
}

/** What ERET does to PSTATE, and on what it depends that it does (Arm ARM, AArch64.ExceptionReturn). */
export function returnFrom(following: Following, step: number): void {
  const { state, builder, live } = following;
  const level = currentLevel(live);
  if (level === 0 || level === 3) {
    following.refuse(`it returns from an exception at EL${level}`, undefined);
    return;
  }
  const own = exceptionRegisters[level];
  const result = exceptionReturn(live);
  const spsr = state.register(own.spsr);
  const number = live.get(own.spsr);
  following.equals('mode', step, builder.extract(spsr, 0, modeWidth), number & 0x1fn);
  const isNarrow = (number & pstateBits.nRW) !== 0n;
  const toLevel = exceptionLevel(result.pstate);
  if (result.illegal === undefined) {
    const illegal = builder.extract(spsr, illegalBit, 1);
    following.equals('mode', step, illegal, (number >> BigInt(illegalBit)) & 1n);
    const mask = isNarrow ? BigInt(returnedBits(live.processor).aarch32) & 0xffff_fffcn : ~0n;
    const target = builder.binary(
      'and',
      state.register(own.elr),
      builder.constant(isNarrow ? mask : ~0n, 64),
    );
    const to = isNarrow ? live.get(own.elr) & mask : result.pc;
    goesTo(following, 'target', step, target, to, toLevel);
  } else {
    goesTo(following, 'target', step, state.register(own.elr), result.pc, toLevel);
  }
  const plain = pstateAfter(following, spsr, result.pstate, isNarrow);
  const later = laterPstatePositions(live.processor);
  const before = state.register('pstate');
  const after =
    result.illegal === undefined
      ? laterBits(following, plain, spsr, isNarrow ? [] : later)
      : laterBits(following, laterBits(following, plain, before, later), spsr, [panBit]);
  state.write('pstate', after, step);
}

function pstateAfter(
  { state, builder, live }: Following,
  spsr: FlowValue,
  pstate: bigint,
  isNarrow: boolean,
): FlowValue {
  const flags = builder.extract(spsr, flagsLow, parts.flags);
  const masks = builder.extract(spsr, masksLow, parts.masks);
  if (!isNarrow) {
    return state.pstate(pstate, flags, masks);
  }
  // AArch32 state has more in PSTATE than flags and masks: IT, GE, Q and E come from SPSR as well.
  const { aarch32 } = returnedBits(live.processor);
  const taken = builder.constant(BigInt(aarch32) & ~0x1fn, 64);
  const rest = builder.constant(pstate & 0x1fn, 64);
  return builder.binary('or', builder.binary('and', spsr, taken), rest);
}
