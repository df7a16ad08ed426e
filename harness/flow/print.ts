import type { RegisterName } from '../architecture/registers.ts';
import type { Expression } from '../expression/expression.ts';
import { printExpression } from '../expression/print.ts';
import type { Flow } from './flow.ts';
import type { FlowValue } from './flow-state.ts';
import type { Source } from './source.ts';

/** What a person knows an address by: `el1_sync+0x10`; undefined for a number that is no address of the image. */
export type NameOfAddress = (address: bigint) => string | undefined;

/** A name in a value that is printed: text already. */
type Text = string;

const byteWidth = 8;

/** `x0 & 0x7fffffffff`, `SP_EL2 - 0x20`, `[TPIDR_EL2 + 0x8]`, `__hyp_stub_vectors`. */
export function printValue(flow: Flow, value: FlowValue, nameOfAddress: NameOfAddress): string {
  return printExpression(named(flow, value, nameOfAddress), (text) => text);
}

/** System registers in capitals, as the Arm manual writes them. */
export function registerText(name: RegisterName): string {
  return /_el[0-3]$/.test(name) ? name.toUpperCase() : name;
}

function sourceText(source: Source): Text {
  switch (source.kind) {
    case 'register':
    case 'syndrome':
      return registerText(source.register);
    case 'flags':
      return 'NZCV';
    case 'masks':
      return 'DAIF';
    case 'immediate':
      return 'immediate';
    case 'left':
      return source.register === 'x0' ? 'its result' : `its ${source.register}`;
    case 'clobbered':
      return `clobbered ${source.register}`;
    case 'memory':
      return `[0x${source.address.toString(16)}]`;
    case 'read':
      return source.location.toUpperCase();
  }
}

/** The value with its sources as text, loaded bytes put together, and numbers that are addresses by their names. */
function named(flow: Flow, value: FlowValue, nameOfAddress: NameOfAddress): Expression<Text> {
  if (value.kind !== 'constant' && value === flow.entry?.register('esr_el2')) {
    return textOf(value, registerText('esr_el2'));
  }
  switch (value.kind) {
    case 'constant': {
      const name = value.width === 64 ? nameOfAddress(value.value) : undefined;
      return name === undefined ? value : { kind: 'input', width: value.width, name };
    }
    case 'input':
      return loadedText(flow, [value], nameOfAddress) ?? textOf(value, sourceText(value.name));
    case 'operation': {
      const bytes = value.operator === 'concat' ? loadedBytes(value) : undefined;
      return (
        (bytes && loadedText(flow, bytes, nameOfAddress)) ?? {
          ...value,
          operands: value.operands.map((operand) => named(flow, operand, nameOfAddress)),
        }
      );
    }
    case 'opaque':
      return {
        ...value,
        operands: value.operands.map((operand) => named(flow, operand, nameOfAddress)),
      };
  }
}

function textOf({ width }: FlowValue, name: Text): Expression<Text> {
  return { kind: 'input', width, name };
}

/** The bytes of memory that a value puts together, the lowest first; undefined where it is more than neighbours. */
function loadedBytes(value: FlowValue): FlowValue[] | undefined {
  const bytes = piecesOf(value);
  const first = bytes[0] && addressOf(bytes[0]);
  const isWhole =
    first !== undefined && bytes.every((byte, index) => addressOf(byte) === first + BigInt(index));
  return isWhole ? bytes : undefined;
}

function piecesOf(value: FlowValue): FlowValue[] {
  return value.kind === 'operation' && value.operator === 'concat'
    ? value.operands.toReversed().flatMap(piecesOf)
    : [value];
}

function addressOf(value: FlowValue): bigint | undefined {
  return value.kind === 'input' && value.name.kind === 'memory' ? value.name.address : undefined;
}

function loadedText(
  flow: Flow,
  bytes: readonly FlowValue[],
  nameOfAddress: NameOfAddress,
): Expression<Text> | undefined {
  const [lowest] = bytes;
  const physical = lowest && addressOf(lowest);
  if (physical === undefined) {
    return undefined;
  }
  const loaded = flow.addressOf(physical);
  const { builder } = flow;
  const address =
    loaded === undefined
      ? builder.constant(physical, 64)
      : builder.binary('add', loaded.addressValue, builder.constant(loaded.offset, 64));
  const width = bytes.length * byteWidth;
  const size = bytes.length === 8 ? '' : `, ${bytes.length}`;
  return { kind: 'input', width, name: `[${printValue(flow, address, nameOfAddress)}${size}]` };
}
