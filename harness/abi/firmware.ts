import type { Cursor } from './document/cursor.ts';
import { readEach } from './document/problems.ts';
import { checkShape } from './document/shape.ts';
import { readBehaviour, readStop } from './behaviour.ts';
import { formatHex } from './integer.ts';
import { behaviourNames, firmwareCallNames, firmwareCallShape } from './stand-in-schema.ts';
import type { FirmwareCallShape, FirmwareShape } from './stand-in-schema.ts';
import type { Firmware, FirmwareCall } from './stand-in.ts';
import { conventions } from './stand-in.ts';
import type { ValueReader } from './value-reader.ts';

/** A function identifier is W0 (SMC Calling Convention, DEN0028, 2.5). */
const largestId = 0xffff_ffffn;

/** All that has no entry of its own. */
const others = '*';

/**
 * Reads `smc:`. Throws an HcallError with every mistake in it: `unknown-firmware`, `unknown-convention`, `unknown-outcome`, or
 * what is wrong with what a call does.
 */
export function readFirmware(shape: FirmwareShape, cursor: Cursor, values: ValueReader): Firmware {
  if (Object.keys(shape).some((key) => firmwareCallNames.includes(key))) {
    const call = readCall(checkShape(firmwareCallShape, cursor), cursor, values);
    return { calls: new Map([[undefined, call]]) };
  }
  const calls = new Map<bigint | undefined, FirmwareCall>();
  readEach(Object.entries(shape), ([key, call]) => {
    const at = cursor.at(key);
    const id = key === others ? undefined : values.integer(key, at.key, largestId);
    if (calls.has(id)) {
      throw at.key.problem('unknown-firmware', `${formatHex(id ?? 0n)} has an entry already`);
    }
    calls.set(id, readCall(call, at, values));
  });
  return { calls };
}

function readCall(
  shape: string | FirmwareCallShape,
  cursor: Cursor,
  values: ValueReader,
): FirmwareCall {
  const { place } = cursor;
  if (typeof shape === 'string') {
    const kind = values.choice(shape, ['stop'], cursor, 'unknown-firmware', 'call of firmware');
    return { kind, outcome: 'smc', place };
  }
  const { stop, convention = '1.0' } = shape;
  if (stop !== undefined) {
    const other = [...behaviourNames, 'convention' as const].find(
      (key) => shape[key] !== undefined,
    );
    if (other !== undefined) {
      throw cursor.at(other).key.problem('unknown-firmware', `'${other}' stands next to 'stop'`, {
        note: 'a call that ends there does not return: keep one',
      });
    }
    return { ...readStop(stop, cursor.at('stop'), values), place };
  }
  return {
    kind: 'returns',
    behaviour: readBehaviour(shape, cursor, values),
    convention: values.choice(
      convention,
      conventions,
      cursor.at('convention'),
      'unknown-convention',
      'version of the SMC calling convention',
    ),
    place,
  };
}
