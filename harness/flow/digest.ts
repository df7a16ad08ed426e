import { createHash } from 'node:crypto';
import type { FlowValue } from './flow-state.ts';
import { sourceKey } from './source.ts';

/** Operations that a value may have and still be written out. */
const mostOperations = 64;
/** Hexadecimal digits that distinguish large values. */
const digits = 8;

const digests = new WeakMap<FlowValue, string>();

/** Whether a value is too large to be written out: parts of it count as often as they stand there. */
export function isLarge(value: FlowValue): boolean {
  return countTo(value, mostOperations) > mostOperations;
}

/** Operations of a value, the counting ended soon after the limit. */
function countTo(value: FlowValue, limit: number): number {
  if (value.kind === 'constant' || value.kind === 'input') {
    return 0;
  }
  let count = 1;
  for (const operand of value.operands) {
    if (count > limit) {
      break;
    }
    count += countTo(operand, limit - count);
  }
  return count;
}

/** A short text that is the same for equal values of any flow, and another one for others. */
export function digestOf(value: FlowValue): string {
  const known = digests.get(value);
  if (known !== undefined) {
    return known;
  }
  const digest = createHash('sha256').update(contentOf(value)).digest('hex').slice(0, digits);
  digests.set(value, digest);
  return digest;
}

function contentOf(value: FlowValue): string {
  switch (value.kind) {
    case 'constant':
      return `${value.width} ${value.value}`;
    case 'input':
      return `${value.width} ${sourceKey(value.name)}`;
    case 'operation':
      return [value.width, value.operator, value.parameter, ...value.operands.map(digestOf)].join();
    case 'opaque':
      return [value.width, 'opaque', value.function, ...value.operands.map(digestOf)].join();
  }
}
