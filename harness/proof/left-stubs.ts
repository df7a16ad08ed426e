import { printExpected } from '../abi/expression-print.ts';
import { registerInfo } from '../architecture/registers.ts';
import type { Passage } from '../calls/call-record.ts';
import { passageAt } from '../calls/call-record.ts';
import { regionPlace, regionPlaceText } from '../calls/placed-region.ts';
import type { Source } from '../flow/source.ts';
import { hexadecimal } from '../judge/finding.ts';
import type { BrokenCall, CounterexampleSetting } from './broken-call.ts';
import { valueIn } from './broken-call.ts';

type LeftSource = Extract<Source, { kind: 'left' | 'left-byte' }>;

/**
 * The functions that left what decides, as a fixture writes them under `stubs:`; undefined where it cannot: for firmware,
 * for a function without a symbol or that is called again, and for vector registers.
 */
export function leftStubs(
  { session }: CounterexampleSetting,
  broken: BrokenCall,
  sources: readonly Source[],
): Readonly<Record<string, object>> | undefined {
  const left = sources.filter(
    (source): source is LeftSource => source.kind === 'left' || source.kind === 'left-byte',
  );
  const { passages } = broken.record;
  const stubs: Record<string, object> = {};
  for (const order of new Set(left.map((source) => source.order))) {
    const passage = passageAt(passages, order);
    const own = left.filter((source) => source.order === order);
    const symbol = passage && session.referenceTo(passage.target);
    if (
      passage?.kind !== 'function' ||
      symbol?.offset !== 0n ||
      passages.filter(({ target }) => target === passage.target).length > 1 ||
      own.some((source) => source.kind === 'left' && !isWhole(source))
    ) {
      return undefined;
    }
    stubs[symbol.symbol] = stubOf(broken, passage, own);
  }
  return stubs;
}

/** Whether a fixture can say what it holds: PSTATE is said whole. */
function isWhole({ register }: Extract<LeftSource, { kind: 'left' }>): boolean {
  const { kind, syndrome } = registerInfo(register);
  return (kind === 'general' || kind === 'pstate') && !syndrome;
}

function stubOf(broken: BrokenCall, passage: Passage, own: readonly LeftSource[]): object {
  const { returns, stores, changes, isInterrupted } = passage.deed?.act.behaviour ?? {
    returns: new Map(),
    stores: [],
    changes: [],
    isInterrupted: false,
  };
  const registers = [
    ...[...returns].map(([register, { value }]) => [register, printExpected(value)] as const),
    ...own.flatMap((source) =>
      source.kind === 'left'
        ? [[source.register, hexadecimal(passage.state.get(source.register))] as const]
        : [],
    ),
  ];
  const bytes = own.flatMap((source) => {
    if (source.kind !== 'left-byte') {
      return [];
    }
    const place = regionPlace(broken.flow.regions, source.address);
    const address = place === undefined ? hexadecimal(source.address) : regionPlaceText(place);
    return [{ address, size: 1, value: hexadecimal(valueIn(broken, source)) }];
  });
  const declared = stores.map(({ address, size, value }) => ({
    address: printExpected(address),
    size,
    value: printExpected(value),
  }));
  const isResult = registers.length === 1 && registers[0]?.[0] === 'x0';
  return {
    ...(registers.length === 0
      ? {}
      : { returns: isResult ? registers[0]?.[1] : Object.fromEntries(registers) }),
    ...(changes.length === 0 ? {} : { changes: changes.map(({ value }) => value) }),
    ...(bytes.length + declared.length === 0 ? {} : { stores: [...bytes, ...declared] }),
    ...(isInterrupted ? { interrupted: true } : {}),
  };
}
