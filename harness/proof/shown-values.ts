import type { FlowValue } from '../flow/flow-state.ts';
import { passageAt } from '../calls/call-record.ts';
import { printSource, printValue, registerText } from '../flow/print.ts';
import type { Source } from '../flow/source.ts';
import { hexadecimal } from '../judge/finding.ts';
import type { BrokenCall, CounterexampleSetting } from './broken-call.ts';
import { valueIn } from './broken-call.ts';
import type { Counterexample } from './result.ts';

type MemorySource = Extract<Source, { kind: 'memory' | 'left-byte' }>;

/** Bytes. */
const cellSize = 8n;
const byteWidth = 8;

/** What the inputs of a call are, by their names: bytes of one aligned doubleword in memory that follow one another are one. */
export function shownValues(
  { session }: CounterexampleSetting,
  broken: BrokenCall,
  sources: readonly Source[],
): Counterexample['values'] {
  const nameOf = (address: bigint): string | undefined => session.nameOfCode(address);
  return runsOf(sources).map((run) => {
    const [source] = run as readonly [Source];
    const value = run.reduceRight((above, byte) => (above << 8n) | valueIn(broken, byte), 0n);
    const name =
      run.length > 1
        ? printValue(broken.flow, togetherOf(broken, run), nameOf)
        : source.kind === 'left'
          ? leftText(source, broken)
          : printSource(broken.flow, source, nameOf);
    return { name, value: hexadecimal(value) };
  });
}

/** `x1 of the function`, and of those behind it `x1 of function 2`; `x1 of the SMC`. */
function leftText(
  { order, register }: Extract<Source, { kind: 'left' }>,
  { record: { passages } }: BrokenCall,
): string {
  const passage = passageAt(passages, order);
  const number = passages
    .filter(({ kind }) => kind === passage?.kind)
    .findIndex((each) => each === passage);
  const isFirmware = passage?.kind === 'firmware';
  const which =
    number <= 0
      ? `the ${isFirmware ? 'SMC' : 'function'}`
      : `${isFirmware ? 'SMC' : 'function'} ${number + 1}`;
  return `${register === 'pstate' ? 'NZCV' : registerText(register)} of ${which}`;
}

/** Sources one by one, but for bytes of memory that belong together. Those of memory are sorted by address. */
function runsOf(sources: readonly Source[]): readonly (readonly Source[])[] {
  const runs: Source[][] = [];
  for (const source of sources) {
    const before = runs.at(-1)?.at(-1);
    if (isByte(source) && before !== undefined && isByte(before) && isNext(before, source)) {
      runs.at(-1)?.push(source);
    } else {
      runs.push([source]);
    }
  }
  return runs;
}

function isByte(source: Source): source is MemorySource {
  return source.kind === 'memory' || source.kind === 'left-byte';
}

function isNext(before: MemorySource, source: MemorySource): boolean {
  return (
    source.kind === before.kind &&
    source.address === before.address + 1n &&
    source.address % cellSize !== 0n
  );
}

function togetherOf({ flow: { builder } }: BrokenCall, run: readonly Source[]): FlowValue {
  return run
    .map((source): FlowValue => builder.input(source, byteWidth))
    .reduce((below, above) => builder.concat(above, below));
}
