import type { RegisterName } from '../architecture/registers.ts';
import type { Expression } from '../expression/expression.ts';
import { printExpression } from '../expression/print.ts';
import type { Flow } from './flow.ts';
import type { FlowValue } from './flow-state.ts';
import type { Source } from './source.ts';

/** What a person knows an address by: `el1_sync+0x10`; undefined for a number that is no address of the image. */
export type NameOfAddress = (address: bigint) => string | undefined;

/** What a person knows a byte of memory by, by its physical address: `vcpu + 0x8`; undefined for one without a name. */
export type NameOfMemory = (physical: bigint) => string | undefined;

/** A name in a value that is printed: text already. */
type Text = string;

const byteWidth = 8;

/** How a value is printed. */
interface Naming {
  readonly nameOfAddress: NameOfAddress;
  readonly nameOfMemory: NameOfMemory;
}

/** `x0 & 0x7fffffffff`, `SP_EL2 - 0x20`, `[TPIDR_EL2 + 0x8]`, `[vcpu + 0x8]`, `__hyp_stub_vectors`. */
export function printValue(
  flow: Flow,
  value: FlowValue,
  nameOfAddress: NameOfAddress,
  nameOfMemory: NameOfMemory = () => undefined,
): string {
  return printNamed(flow, value, { nameOfAddress, nameOfMemory });
}

function printNamed(flow: Flow, value: FlowValue, naming: Naming): string {
  return printExpression(named(flow, value, naming), (text) => text);
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
function named(flow: Flow, value: FlowValue, naming: Naming): Expression<Text> {
  if (value.kind !== 'constant' && value === flow.entry?.register('esr_el2')) {
    return textOf(value, registerText('esr_el2'));
  }
  switch (value.kind) {
    case 'constant': {
      const name = value.width === 64 ? naming.nameOfAddress(value.value) : undefined;
      return name === undefined ? value : { kind: 'input', width: value.width, name };
    }
    case 'input':
      return loadedText(flow, [value], naming) ?? textOf(value, sourceText(value.name));
    case 'operation': {
      const bytes = value.operator === 'concat' ? loadedBytes(value) : undefined;
      return (
        (bytes && loadedText(flow, bytes, naming)) ?? {
          ...value,
          operands: value.operands.map((operand) => named(flow, operand, naming)),
        }
      );
    }
    case 'opaque':
      return {
        ...value,
        operands: value.operands.map((operand) => named(flow, operand, naming)),
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
  naming: Naming,
): Expression<Text> | undefined {
  const [lowest] = bytes;
  const physical = lowest && addressOf(lowest);
  if (physical === undefined) {
    return undefined;
  }
  const width = bytes.length * byteWidth;
  const size = bytes.length === 8 ? '' : `, ${bytes.length}`;
  const where =
    naming.nameOfMemory(physical) ?? printNamed(flow, addressIn(flow, physical), naming);
  return { kind: 'input', width, name: `[${where}${size}]` };
}

/** How the call came by the address of a byte that it loaded. */
function addressIn({ addressOf: loadedAt, builder }: Flow, physical: bigint): FlowValue {
  const loaded = loadedAt(physical);
  return loaded === undefined
    ? builder.constant(physical, 64)
    : builder.binary('add', loaded.addressValue, builder.constant(loaded.offset, 64));
}
