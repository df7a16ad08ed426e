import { parseInteger } from '../abi/integer.ts';
import type { OtherSymbols, StandInAct, StandIns } from '../abi/stand-in.ts';
import { largestVariable, noStandIns, plainBehaviour } from '../abi/stand-in.ts';
import { problem } from '../diagnostics/diagnostic.ts';
import { hexadecimal } from '../judge/finding.ts';

/** All that has no entry of its own. */
const others = '*';

/** One `--stub`, as it is written. */
interface WrittenStub {
  readonly symbol: string;
  readonly act: StandInAct;
}

/** The stand-ins that a command line has, later ones over those before. Throws `bad-option-value`. */
export function readStubs(texts: readonly string[] = []): StandIns {
  const read = new Map(texts.map(readStub).map(({ symbol, act }) => [symbol, act]));
  return {
    ...noStandIns,
    standIns: [...read].flatMap(([symbol, act]) =>
      symbol === others ? [] : [{ symbol, act, place: undefined }],
    ),
    otherSymbols: othersOf(read.get(others)),
  };
}

/** As a fixture writes them under `stubs:`. */
export function stubEntries(texts: readonly string[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    texts.map((text) => {
      const { symbol, act } = readStub(text);
      return [symbol, entryOf(symbol, act)];
    }),
  );
}

function entryOf(symbol: string, act: StandInAct): unknown {
  switch (act.kind) {
    case 'data':
      return { data: act.bytes.length };
    case 'value':
      return { value: hexadecimal(act.value) };
    case 'function':
      return symbol === others ? 'return' : 'function';
    case 'stop':
    case 'code':
      return 'stop';
  }
}

function othersOf(act: StandInAct | undefined): OtherSymbols | undefined {
  return act === undefined
    ? undefined
    : { act: act.kind === 'function' ? 'return' : 'stop', place: undefined };
}

function readStub(text: string): WrittenStub {
  const [, symbol = '', what = 'stop'] = /^([^=]*)(?:=(.*))?$/s.exec(text) ?? [];
  const act = readAct(what);
  const isMeant = act !== undefined && (symbol !== others || isCalled(act));
  if (symbol === '' || !isMeant) {
    throw problem('bad-option-value', `the value of --stub is not known: '${text}'`, {
      note: "write NAME, NAME=stop, NAME=return, NAME=data:BYTES or NAME=VALUE, and '*' only as stop or return",
    });
  }
  return { symbol, act };
}

function isCalled({ kind }: StandInAct): boolean {
  return kind === 'stop' || kind === 'function';
}

function readAct(what: string): StandInAct | undefined {
  if (what === 'stop') {
    return { kind: 'stop', outcome: 'called' };
  }
  if (what === 'return') {
    return { kind: 'function', changed: undefined, behaviour: plainBehaviour };
  }
  const size = /^data:(.*)$/s.exec(what)?.[1];
  const number = parseInteger(size ?? what);
  if (typeof number !== 'bigint') {
    return undefined;
  }
  if (size === undefined) {
    return { kind: 'value', value: number };
  }
  return number === 0n || number > largestVariable
    ? undefined
    : { kind: 'data', bytes: new Uint8Array(Number(number)) };
}
