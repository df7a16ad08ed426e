import { printExpected } from '../abi/expression-print.ts';
import { registerInfo } from '../architecture/registers.ts';
import type { Passage } from '../calls/call-record.ts';
import { passageAt } from '../calls/call-record.ts';
import { regionPlace, regionPlaceText } from '../calls/placed-region.ts';
import { defaultFunction } from '../fixture/test.ts';
import type { Source } from '../flow/source.ts';
import { hexadecimal } from '../judge/finding.ts';
import type { BrokenCall, CounterexampleSetting } from './broken-call.ts';
import { valueIn } from './broken-call.ts';

type LeftSource = Extract<Source, { kind: 'left' | 'left-byte' }>;

/**
 * The functions that left what decides, as a fixture writes them under `stubs:`; undefined where it cannot: for firmware,
 * for a function without a symbol or that is called again, and for vector registers. `isGiven`: the first one is the
 * function that the caller gives, which a fixture has a name for.
 */
export function leftStubs(
  { session }: CounterexampleSetting,
  broken: BrokenCall,
  sources: readonly Source[],
  isGiven: boolean,
): Readonly<Record<string, object>> | undefined {
  const left = sources.filter(
    (source): source is LeftSource => source.kind === 'left' || source.kind === 'left-byte',
  );
  const { passages } = broken.record;
  const stubs: Record<string, object> = {};
  for (const order of new Set(left.map((source) => source.order))) {
    const passage = passageAt(passages, order);
    const own = left.filter((source) => source.order === order);
    const symbol =
      passage && (isGiven && order === 0 ? defaultFunction : symbolAt(session, passage.target));
    if (
      passage?.kind !== 'function' ||
      symbol === undefined ||
      passages.filter(({ target }) => target === passage.target).length > 1 ||
      own.some((source) => source.kind === 'left' && !isWhole(source))
    ) {
      return undefined;
    }
    stubs[symbol] = stubOf(broken, passage, own);
  }
  return stubs;
}

function symbolAt(session: CounterexampleSetting['session'], address: bigint): string | undefined {
  const reference = session.referenceTo(address);
  return reference?.offset === 0n ? reference.symbol : undefined;
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
