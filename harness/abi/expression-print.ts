import { printExpression } from '../expression/print.ts';
import type { Expected, Reference } from './expression.ts';

/** What a result must be, as abi.yaml writes it: what `parseExpected` reads as the same. */
export function printExpected(expected: Expected): string {
  return expected.kind === 'any' ? 'any' : printExpression(expected, referenceText);
}

function referenceText(reference: Reference): string {
  switch (reference.kind) {
    case 'register':
      return reference.when === 'before' ? reference.register : `after.${reference.register}`;
    case 'input':
      return reference.name;
    case 'symbol':
      return `${reference.how}(${reference.name})`;
    case 'region':
      return reference.name;
    case 'cell': {
      const { address, size } = reference;
      const bytes = size === 8 ? '' : `, ${size}`;
      return `[${printExpression(address, referenceText)}${bytes}]`;
    }
  }
}
