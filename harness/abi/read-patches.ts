import type { Cursor } from './document/cursor.ts';
import { readEach } from './document/problems.ts';
import type { CallbackPatch, Patches } from './patches.ts';
import { isCapabilityName, largestCapability } from './patches.ts';
import { readInteger } from './scalar.ts';
import type { CallbackShape, PatchesShape } from './schema.ts';

/** `alternatives:` and `callbacks:` of vectors. Throws what `readInteger` throws. */
export function readPatches(
  { alternatives = [], callbacks = {} }: PatchesShape,
  cursor: Cursor,
): Patches {
  const capabilities = readEach(alternatives.entries(), ([index, text]) =>
    isCapabilityName(text)
      ? text
      : Number(readInteger(text, cursor.at('alternatives', index), BigInt(largestCapability))),
  );
  const patches = readEach(Object.entries(callbacks), ([name, shape]) =>
    readCallback(name, shape, cursor.at('callbacks', name)),
  );
  if (capabilities.length === 0 && patches.length === 0) {
    return {};
  }
  return {
    ...(capabilities.length === 0 ? {} : { alternatives: capabilities }),
    ...(patches.length === 0 ? {} : { callbacks: patches }),
    patchesPlace: cursor.at(capabilities.length === 0 ? 'callbacks' : 'alternatives').place,
  };
}

function readCallback(callback: string, shape: CallbackShape, cursor: Cursor): CallbackPatch {
  if (Array.isArray(shape)) {
    const words = readEach(shape.entries(), ([index, text]) =>
      Number(readInteger(text, cursor.at(index), 0xffff_ffffn)),
    );
    return { callback, kind: 'words', words };
  }
  if ('value' in shape) {
    return { callback, kind: 'value', value: readInteger(shape.value, cursor.at('value')) };
  }
  const mask = readInteger(shape.mask, cursor.at('mask'));
  const tag = readInteger(shape.tag ?? '0', cursor.at('tag'));
  return { callback, kind: 'mask', mask, tag };
}
