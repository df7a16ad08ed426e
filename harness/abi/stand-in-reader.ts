import { littleEndianBytes } from '../collections/little-endian.ts';
import type { Cursor } from './document/cursor.ts';
import { readEach, readParts } from './document/problems.ts';
import { readBehaviour, readStop } from './behaviour.ts';
import { readFirmware } from './firmware.ts';
import { formatHex } from './integer.ts';
import { readValues } from './memory.ts';
import { namedFile } from './named-file.ts';
import { behaviourNames } from './stand-in-schema.ts';
import type { FirmwareShape, StandInShape, StandInsShape } from './stand-in-schema.ts';
import type { DataAct, OtherSymbols, StandIn, StandInAct, StandIns } from './stand-in.ts';
import { functionKinds, largestVariable } from './stand-in.ts';
import type { ValueReader } from './value-reader.ts';

/** All that has no entry of its own. */
const others = '*';

/** What the reader asks besides the file. */
export interface StandInReading {
  readonly values: ValueReader;
  readonly fileExists: (path: string) => boolean;
}

/**
 * Reads `stubs:` and `smc:` of what stands at `cursor`. Throws an HcallError with every mistake in them: `unknown-stub`,
 * `unknown-outcome`, `unknown-region`, `data-size`, `named-file-not-found`, or what is wrong with a value.
 */
export function readStandIns(
  shape: { readonly stubs?: StandInsShape | undefined; readonly smc?: FirmwareShape | undefined },
  cursor: Cursor,
  reading: StandInReading,
): StandIns {
  const { [others]: other, ...symbols } = shape.stubs ?? {};
  const at = cursor.at('stubs');
  return readParts<StandIns>({
    standIns: () =>
      readEach(Object.entries(symbols), ([symbol, shape]): StandIn => {
        const spot = at.at(symbol);
        return { symbol, act: readAct(shape, spot, reading), place: spot.key.place };
      }),
    otherSymbols: () => (other === undefined ? undefined : readOthers(other, at.at(others))),
    firmware: () =>
      shape.smc === undefined
        ? undefined
        : readFirmware(shape.smc, cursor.at('smc'), reading.values),
  });
}

function readOthers(shape: StandInShape, cursor: Cursor): OtherSymbols {
  if (shape !== 'stop' && shape !== 'return') {
    throw cursor.problem('unknown-stub', `'${others}' is neither stop nor return`, {
      note: 'what is undefined is code of which nothing is known: give a symbol an entry of its own',
    });
  }
  return { act: shape, place: cursor.key.place };
}

function readAct(
  shape: StandInShape,
  cursor: Cursor,
  { values, fileExists }: StandInReading,
): StandInAct {
  if (typeof shape === 'string') {
    const kind = values.choice(shape, ['function', 'stop'], cursor, 'unknown-stub', 'kind of stub');
    return kind === 'stop'
      ? { kind, outcome: 'called' }
      : { kind, changed: undefined, behaviour: readBehaviour({}, cursor, values) };
  }
  const way = wayOf(shape, cursor);
  switch (way) {
    case 'function':
      return {
        kind: 'function',
        changed:
          shape.function === undefined
            ? undefined
            : values.choice(
                shape.function,
                functionKinds,
                cursor.at('function'),
                'unknown-function',
                'kind of function',
              ),
        behaviour: readBehaviour(shape, cursor, values),
      };
    case 'stop':
      return readStop(shape.stop ?? '', cursor.at('stop'), values);
    case 'data':
      return readData(shape, cursor, values);
    case 'value':
      return { kind: 'value', value: values.integer(shape.value ?? '', cursor.at('value')) };
    case 'code':
      return { kind: 'code', file: namedFile(shape.code ?? '', cursor.at('code'), fileExists) };
  }
}

type Way = StandInAct['kind'];

/** Throws `unknown-stub` for a stand-in that is not exactly one thing. */
function wayOf(shape: Exclude<StandInShape, string>, cursor: Cursor): Way {
  const belongs: Readonly<Record<Way, readonly string[]>> = {
    function: ['function', ...behaviourNames],
    stop: ['stop'],
    data: ['data', 'value', 'values', 'size'],
    value: ['value'],
    code: ['code'],
  };
  const keys = Object.keys(shape);
  const way =
    keys.length === 0
      ? undefined
      : waysFor(keys).find((each) => keys.every((key) => belongs[each].includes(key)));
  if (way === undefined) {
    throw cursor.problem('unknown-stub', 'a stub is exactly one thing', {
      note: `write one of stop, data (with value or values), value and code, or what a function does: function, ${behaviourNames.join(', ')}`,
    });
  }
  return way;
}

/** `value` alone is a symbol's; next to `data` a variable's. */
function waysFor(keys: readonly string[]): readonly Way[] {
  return keys.includes('data') ? ['data'] : ['function', 'stop', 'value', 'code'];
}

function readData(
  { data = '', size, value, values: list }: Exclude<StandInShape, string>,
  cursor: Cursor,
  values: ValueReader,
): DataAct {
  const bytes = Number(values.integer(data, cursor.at('data')));
  if (bytes === 0 || bytes > largestVariable) {
    throw cursor
      .at('data')
      .problem('data-size', `expected 1 to ${formatHex(largestVariable)} bytes`);
  }
  const content = new Uint8Array(bytes);
  if (value !== undefined || list !== undefined) {
    const written = size ?? ([1, 2, 4].includes(bytes) ? `${bytes}` : '8');
    const entries = readValues({ size: written, value, values: list }, cursor, values);
    const each = entries[0]?.size ?? 8;
    const whole = entries.length * each;
    if (whole > bytes) {
      throw cursor.problem('data-size', `the values have ${whole} bytes, the variable ${bytes}`, {
        note: "give the bytes of each value with 'size', or more of them with 'data'",
      });
    }
    const largest = (1n << BigInt(8 * each)) - 1n;
    readEach(entries.entries(), ([index, { text, spot }]) => {
      const word = values.integer(text, spot, largest);
      content.set(littleEndianBytes(word, each), index * each);
    });
  }
  return { kind: 'data', bytes: content };
}
