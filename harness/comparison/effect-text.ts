import type { PathEffect } from './path-effect.ts';

/** What a call does that does something else on another table: what it stores is said where all else is the same. */
export function effectText(
  { behaviour: { name, stores } }: PathEffect,
  { behaviour: other }: PathEffect,
): string {
  const isNamed = name !== other.name;
  return [name, ...(isNamed ? [] : stores.map((store) => `stores ${store}`))].join('; ');
}

/** The same of a call that is for the same on another table, and loses other registers there. */
export function lossText({ behaviour: { name }, lost }: PathEffect): string {
  return `${name}; loses ${lost.length === 0 ? 'no register' : lost.join(', ')}`;
}
