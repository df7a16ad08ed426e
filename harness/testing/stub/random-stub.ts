import { randomFrom } from '../random.ts';
import { block } from './stub-blocks.ts';
import type { Writing } from './stub-instructions.ts';
import { systemInput } from './stub-instructions.ts';

/**
 * The source of a stub that branches on, calculates with, stores and loads what it is called with: the immediate, x0-x5,
 * the caller's flags, VTTBR_EL2, TPIDR_EL1 and SP_EL0. It ends, whatever they are.
 */
export function randomStub(seed: number): string {
  const random = randomFrom(seed);
  let labels = 0;
  const writing: Writing = {
    random,
    pick: (...items) => items[random(items.length)] as (typeof items)[number],
    label: () => `.L${(labels += 1)}`,
  };
  const byFlags = writing.label();
  const blocks = Array.from({ length: 2 + random(2) }, () => block(writing, 2));
  return `#include "stub-table.h"
LOCAL_FUNCTION(el1_sync)
	mrs	x18, esr_el2
	and	x18, x18, #0xffff
	mrs	x17, ${systemInput(writing)}
${random(4) === 0 ? `\tb.${writing.pick('eq', 'mi', 'hi', 'ge')} ${byFlags}\n\tmov x19, x1\n${byFlags}:` : ''}
${blocks.join('\n')}
	eret
END_FUNCTION(el1_sync)
`;
}
