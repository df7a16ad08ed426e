import type { Disassembler } from '../disassembler/disassembler.ts';
import { hexadecimal } from '../judge/finding.ts';
import type { Session } from '../run/session.ts';
import { Locator } from '../run/locate.ts';
import type { Prober, Situation } from '../calls/prober.ts';
import type { Source } from '../flow/source.ts';
import { makeCall } from './followed-call.ts';

/** Longer traces are cut: a loop says nothing new. */
const mostLines = 200;

/** What a call executed, a line for each instruction: address, symbol, instruction, what changed. */
export function tracedLines(
  {
    session,
    prober,
    disassembler,
  }: {
    readonly session: Session;
    readonly prober: Prober;
    readonly disassembler: Disassembler;
  },
  situation: Situation,
  immediate: number,
  values: ReadonlyMap<Source, bigint> = new Map(),
): string[] {
  const locator = new Locator(session, disassembler);
  const real = situation.raised === undefined;
  const { steps = [] } = makeCall(prober, situation, immediate, values, { real, watch: 'steps' });
  const lines = steps.slice(0, mostLines).map(({ address, changes, exception }) => {
    const { symbol, instruction } = locator.location(address);
    const changed = changes.map(({ register, after }) => `${register} = ${hexadecimal(after)}`);
    if (exception !== undefined) {
      changed.push(`exception through ${exception.slot}`);
    }
    const text = `${hexadecimal(address)}  ${symbol ?? ''}  ${instruction}`;
    return changed.length === 0 ? text : `${text}  ; ${changed.join(', ')}`;
  });
  return steps.length > mostLines ? [...lines, '...'] : lines;
}
