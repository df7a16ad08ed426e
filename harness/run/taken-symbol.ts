import type { OtherSymbols, StandIn } from '../abi/stand-in.ts';
import { plainBehaviour } from '../abi/stand-in.ts';
import type { UndefinedUse } from '../image/undefined.ts';

/** A symbol that '*' stands for. Plain data. */
export interface TakenSymbol {
  readonly symbol: string;
  /** Whether the code only branches to it, or has its address, too. */
  readonly use: Exclude<UndefinedUse, 'number'>;
}

/** What '*' stands for of what is undefined and not known otherwise: all but numbers, of which nothing could be right. */
export function takenSymbols(
  open: ReadonlyMap<string, UndefinedUse>,
  known: ReadonlySet<string>,
  others: OtherSymbols | undefined,
): TakenSymbol[] {
  return others === undefined
    ? []
    : [...open].flatMap(([symbol, use]) =>
        known.has(symbol) || use === 'number' ? [] : [{ symbol, use }],
      );
}

/** What '*' stands for, in words: `'*' returns from a and b; c is an address without memory`. */
export function takenText(taken: readonly TakenSymbol[], act: OtherSymbols['act']): string {
  const named = (use: TakenSymbol['use']) =>
    taken.flatMap((each) => (each.use === use ? [each.symbol] : [])).join(', ');
  const branches = named('branch');
  const addresses = named('address');
  return [
    ...(branches === ''
      ? []
      : [`'*' ${act === 'stop' ? 'ends calls at' : 'returns from'} ${branches}`]),
    ...(addresses === '' ? [] : [`'*' stands for the address, without memory, of ${addresses}`]),
  ].join('; ');
}

/** What '*' makes of a symbol. */
export function standInForTaken(symbol: string, { act, place }: OtherSymbols): StandIn {
  return {
    symbol,
    place,
    act:
      act === 'stop'
        ? { kind: 'stop', outcome: 'called' }
        : { kind: 'function', changed: undefined, behaviour: plainBehaviour },
  };
}
