import { regionOf, regionPlaceText } from '../calls/placed-region.ts';
import type { Expression } from '../expression/expression.ts';
import { binary, constant, extract, opaque } from '../expression/expression.ts';
import type { Operator } from '../expression/operator.ts';
import { printExpression } from '../expression/print.ts';
import { digestOf, isLarge } from './digest.ts';
import type { Flow, FlowRefusal } from './flow.ts';
import type { FlowValue } from './flow-state.ts';
import type { Source } from './source.ts';
import { widthOfSource } from './source.ts';

/** What a person knows an address by: `el1_sync+0x10`; undefined for a number that is no address of the image. */
export type NameOfAddress = (address: bigint) => string | undefined;

/** What a value that is printed is made of. */
export type ValueName =
  /** A register, `immediate`, `its result`, by a name in small letters. */
  | { readonly kind: 'source'; readonly name: string }
  /** A number that is the address of something with a name. */
  | { readonly kind: 'address'; readonly name: string; readonly value: bigint }
  /** Memory before the call: `[TPIDR_EL2 + 0x8]`, by the address that the call loaded it from. */
  | { readonly kind: 'memory'; readonly name: string };

/** A value with names that mean something outside of its flow. */
export type NamedValue = Expression<ValueName>;

const byteWidth = 8;
/** ESR_ELx.ISS[15:0] of an HVC. */
const immediateWidth = 16;

/** Operators of which a number that is an operand is an address, if the image has something there. */
const addressing: ReadonlySet<Operator> = new Set<Operator>(['add', 'sub', 'eq', 'ite']);

/** `x0 & 0x7fffffffff`, `SP_EL2 - 0x20`, `[TPIDR_EL2 + 0x8]`, or `[vcpu + 0x8]` in a region, `__hyp_stub_vectors`. */
export function printValue(flow: Flow, value: FlowValue, nameOfAddress: NameOfAddress): string {
  return printNamed(namedValue(flow, value, nameOfAddress));
}

/** A source by its name: `x0`, `immediate`, `ESR_EL2`, `[SP_EL2 - 0x10, 1]`. */
export function printSource(flow: Flow, source: Source, nameOfAddress: NameOfAddress): string {
  return source.kind === 'syndrome'
    ? registerText(source.register)
    : printValue(flow, flow.builder.input(source, widthOfSource(source)), nameOfAddress);
}

/** Why a value is not known. */
export function unknownText(
  { reason, at }: FlowRefusal,
  nameOf: (address: bigint) => string,
): string {
  return `unknown: ${reason}${at === undefined ? '' : `, at ${nameOf(at)}`}`;
}

export function printNamed(value: NamedValue): string {
  return printExpression(maskOf(value) ?? value, ({ kind, name }) =>
    kind === 'source' ? registerText(name) : name,
  );
}

/** `x0 & 0xff` for the low bits of a source, where they are all there is. */
function maskOf(value: NamedValue): NamedValue | undefined {
  const bits = value.kind === 'operation' && value.operator === 'zero-extend' && value.operands[0];
  if (!bits || bits.kind !== 'operation' || bits.operator !== 'extract' || bits.parameter !== 0) {
    return undefined;
  }
  const [whole] = bits.operands;
  return whole?.kind === 'input'
    ? binary('and', whole, constant((1n << BigInt(bits.width)) - 1n, whole.width))
    : undefined;
}

/** System registers in capitals, as the Arm manual writes them. */
export function registerText(name: string): string {
  return /_el[0-3]$/.test(name) ? name.toUpperCase() : name;
}

function sourceText(source: Source): string {
  switch (source.kind) {
    case 'register':
    case 'syndrome':
      return source.register;
    case 'flags':
      return 'NZCV';
    case 'masks':
      return 'DAIF';
    case 'immediate':
      return 'immediate';
    case 'left':
      return source.register === 'x0' ? 'its result' : `its ${source.register}`;
    case 'left-byte':
      return `its [0x${source.address.toString(16)}]`;
    case 'clobbered':
      return `clobbered ${source.register}`;
    case 'memory':
      return `[0x${source.address.toString(16)}]`;
    case 'read':
      return source.location.toUpperCase();
  }
}

/**
 * The value with its sources by name, loaded bytes put together, and numbers that are addresses by their names. One that
 * is too large to be read is `computed_` with digits that are the same for the same value, and what it depends on.
 */
export function namedValue(flow: Flow, value: FlowValue, nameOfAddress: NameOfAddress): NamedValue {
  return nameAll(flow, value, nameOfAddress, new Map());
}

/** `known`: what is one value stays one, so that the printer sees that bits are of the same. */
function nameAll(
  flow: Flow,
  value: FlowValue,
  nameOfAddress: NameOfAddress,
  known: Map<FlowValue, NamedValue>,
): NamedValue {
  if (value.kind === 'constant') {
    return namedOf(flow, value, nameOfAddress, known);
  }
  let result = known.get(value);
  if (result === undefined) {
    result = namedOf(flow, value, nameOfAddress, known);
    known.set(value, result);
  }
  return result;
}

function namedOf(
  flow: Flow,
  value: FlowValue,
  nameOfAddress: NameOfAddress,
  known: Map<FlowValue, NamedValue>,
): NamedValue {
  const syndrome = syndromeOf(flow, value);
  if (syndrome !== undefined) {
    return syndrome;
  }
  if (isLarge(value)) {
    const inputs = [...flow.builder.inputsOf(value)].map((source) =>
      nameAll(flow, flow.builder.input(source, widthOfSource(source)), nameOfAddress, known),
    );
    return opaque(`computed_${digestOf(value)}`, inputs, value.width);
  }
  switch (value.kind) {
    case 'constant': {
      const name = value.width === 64 ? nameOfAddress(value.value) : undefined;
      return name === undefined
        ? value
        : named(value, { kind: 'address', name, value: value.value });
    }
    case 'input':
      return (
        loadedValue(flow, [value], nameOfAddress) ??
        named(value, { kind: 'source', name: sourceText(value.name) })
      );
    case 'operation': {
      const { operator } = value;
      const bytes = operator === 'concat' ? loadedBytes(value) : undefined;
      const nameOfOperand = addressing.has(operator) ? nameOfAddress : (): undefined => undefined;
      return (
        (bytes && loadedValue(flow, bytes, nameOfAddress)) ?? {
          ...value,
          operands: value.operands.map((operand) =>
            nameAll(
              flow,
              operand,
              operand.kind === 'constant' ? nameOfOperand : nameOfAddress,
              known,
            ),
          ),
        }
      );
    }
    case 'opaque':
      return {
        ...value,
        operands: value.operands.map((operand) => nameAll(flow, operand, nameOfAddress, known)),
      };
  }
}

/** The syndrome of the call itself, or bits of it; of an HVC the low ones, as far as they are more than the immediate. */
function syndromeOf({ entry, builder }: Flow, value: FlowValue): NamedValue | undefined {
  const whole = entry?.register('esr_el2');
  if (whole === undefined || value.kind === 'constant') {
    return undefined;
  }
  const bitsFrom = (low: number): NamedValue =>
    extract(named(whole, { kind: 'source', name: 'esr_el2' }), low, value.width);
  const isLow = value.width > immediateWidth && value.width <= whole.width;
  if (isLow && value === builder.extract(whole, 0, value.width)) {
    return bitsFrom(0);
  }
  const [source] = value.kind === 'operation' && value.operator === 'extract' ? value.operands : [];
  const isOwn = source?.kind === 'input' && isSyndrome(source.name);
  return isOwn && value.kind === 'operation' ? bitsFrom(value.parameter) : undefined;
}

function isSyndrome(source: Source): boolean {
  return source.kind === 'syndrome' && source.register === 'esr_el2';
}

function named({ width }: FlowValue, name: ValueName): NamedValue {
  return { kind: 'input', width, name };
}

/** The bytes of memory that a value puts together, the lowest first; undefined where it is more than neighbours. */
function loadedBytes(value: FlowValue): FlowValue[] | undefined {
  const bytes = piecesOf(value);
  const first = bytes[0] && byteIn(bytes[0]);
  const isNext = (byte: FlowValue, index: number): boolean => {
    const source = byteIn(byte);
    return (
      source !== undefined &&
      source.kind === first?.kind &&
      source.address === first.address + BigInt(index)
    );
  };
  return first !== undefined && bytes.every(isNext) ? bytes : undefined;
}

function piecesOf(value: FlowValue): FlowValue[] {
  return value.kind === 'operation' && value.operator === 'concat'
    ? value.operands.toReversed().flatMap(piecesOf)
    : [value];
}

/** A byte of memory as it was before the call, or as a function left it. */
function byteIn(value: FlowValue): Extract<Source, { kind: 'memory' | 'left-byte' }> | undefined {
  return value.kind === 'input' && (value.name.kind === 'memory' || value.name.kind === 'left-byte')
    ? value.name
    : undefined;
}

function loadedValue(
  flow: Flow,
  bytes: readonly FlowValue[],
  nameOfAddress: NameOfAddress,
): NamedValue | undefined {
  const [lowest] = bytes;
  const source = lowest && byteIn(lowest);
  if (source === undefined) {
    return undefined;
  }
  const physical = source.address;
  const place = regionOf(flow.regions, physical);
  const loaded = source.kind === 'memory' ? flow.addressOf(physical) : undefined;
  const { builder } = flow;
  const address =
    loaded === undefined
      ? builder.constant(physical, 64)
      : builder.binary('add', loaded.addressValue, builder.constant(loaded.offset, 64));
  const width = bytes.length * byteWidth;
  const size = bytes.length === 8 ? '' : `, ${bytes.length}`;
  const where =
    place === undefined
      ? printValue(flow, address, nameOfAddress)
      : regionPlaceText({ region: place.name, offset: physical - place.address });
  const name = `${source.kind === 'memory' ? '' : 'its '}[${where}${size}]`;
  return { kind: 'input', width, name: { kind: 'memory', name } };
}
