import { Describer } from './description/describer.ts';
import { conjunctionTexts } from './description/print-conjunction.ts';
import type { Flow } from './flow.ts';
import type { NameOfAddress } from './print.ts';

/**
 * What decided on a call's way, as far as it depends on anything but what the call computed itself: `immediate != 0x0`,
 * `x0 = 0x2`. Each input once, the immediate first, then registers and memory.
 */
export function conditionTexts(flow: Flow, nameOfAddress: NameOfAddress): readonly string[] {
  const describer = new Describer(flow);
  const decisions = flow.conditions.filter(({ kind }) => kind === 'branch' || kind === 'select');
  const conjunction = describer.describe(decisions, { isFree: () => true, base: flow.base });
  if (conjunction === undefined) {
    throw new Error('the conditions of a call exclude each other');
  }
  return conjunctionTexts({ fields: describer.fields, flow, nameOfAddress }, conjunction);
}
