import type { FlowValue } from '../flow/flow-state.ts';
import type { FlowLanguage } from '../flow/following.ts';
import type { PathEffect } from './path-effect.ts';

/** Whether values of the same name are the same, those included that are made in a way that is not followed. */
export function isFollowedAlike(
  { builder }: FlowLanguage,
  [one, other]: readonly [PathEffect, PathEffect],
): boolean {
  return [...one.values].every(([place, { value }]) => {
    const theirs = other.values.get(place)?.value;
    return value !== undefined && (value === theirs || builder.isExact(value));
  });
}

/**
 * Whether anything is left that is not the same by its name and differs, as a value of 1 bit. `always` where the calls end
 * elsewhere, or leave something in other places.
 */
export function differingValues(
  { builder }: FlowLanguage,
  [one, other]: readonly [PathEffect, PathEffect],
): FlowValue | 'always' {
  if (one.shape !== other.shape) {
    return 'always';
  }
  const places = new Set([...one.values.keys(), ...other.values.keys()]);
  let any: FlowValue = builder.constant(0, 1);
  for (const place of places) {
    const [mine, theirs] = [one, other].map(
      (effect) => effect.values.get(place) ?? effect.before(place),
    );
    if (mine === undefined || theirs === undefined) {
      return 'always';
    }
    if (mine.text === theirs.text) {
      continue;
    }
    if (!mine.value || !theirs.value || mine.value.width !== theirs.value.width) {
      return 'always';
    }
    const isSame = builder.compare('eq', mine.value, theirs.value);
    any = builder.binary('or', any, builder.unary('not', isSame));
  }
  return any;
}
