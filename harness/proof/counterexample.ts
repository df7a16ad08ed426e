import { selectorOf } from '../abi/selector.ts';
import type { RegisterName } from '../architecture/registers.ts';
import { registerInfo, registers } from '../architecture/registers.ts';
import { compareSources } from '../flow/source-order.ts';
import type { Source } from '../flow/source.ts';
import { hexadecimal } from '../judge/finding.ts';
import { fixtureText, immediateOf } from './counterexample-fixture.ts';
import type { BrokenCall, CounterexampleSetting } from './broken-call.ts';
import { shownValues } from './shown-values.ts';
import type { TableStatement } from './table-proof.ts';

type Shown = Omit<NonNullable<TableStatement['counterexample']>, 'finding'>;

/** How a call that breaks a clause is shown, and made again. */
export function showCounterexample(setting: CounterexampleSetting, broken: BrokenCall): Shown {
  const { values, deciding } = broken;
  const sources = [...new Set([...deciding, ...values.keys()])].toSorted(compareSources);
  const given = givenRegisters(setting, broken, sources);
  const call = callOptions(setting, broken, sources, given);
  const fixture = fixtureText(setting, broken, sources, given);
  return {
    values: shownValues(setting, broken, sources),
    ...(call === undefined ? {} : { call }),
    ...(fixture === undefined ? {} : { fixture }),
  };
}

/** What registers hold before the call, where it matters. */
function givenRegisters(
  { table: { abi }, proved: { way } }: CounterexampleSetting,
  { call, record }: BrokenCall,
  sources: readonly Source[],
): ReadonlyMap<RegisterName, bigint> {
  const chosen = new Set<RegisterName>();
  for (const source of sources) {
    if (source.kind === 'register') {
      chosen.add(source.register);
    } else if (source.kind === 'flags' || source.kind === 'masks') {
      chosen.add('pstate');
    }
  }
  const { register } = selectorOf(abi.selector);
  if (way.kind !== 'exception' && register !== undefined) {
    chosen.add(register);
  }
  for (const input of call.inputs.values()) {
    chosen.add(input);
  }
  return new Map(
    registers.flatMap(({ name }): [RegisterName, bigint][] =>
      chosen.has(name) ? [[name, record.before.get(name)]] : [],
    ),
  );
}

/** Options of `hcall call`; undefined where it has none for what the call needs. */
function callOptions(
  { proved: { way } }: CounterexampleSetting,
  broken: BrokenCall,
  sources: readonly Source[],
  given: ReadonlyMap<RegisterName, bigint>,
): readonly string[] | undefined {
  const isElsewhere = sources.some(
    ({ kind }) => kind === 'memory' || kind === 'left' || kind === 'left-byte',
  );
  if (way.kind === 'exception' || isElsewhere) {
    return undefined;
  }
  return [
    ...(way.caller === 'host' ? [] : ['--caller', way.caller]),
    '--hvc',
    `${immediateOf(broken)}`,
    ...[...given].flatMap(([register, value]) =>
      registerInfo(register).kind === 'general'
        ? [`--${register}`, hexadecimal(value)]
        : ['--set', `${register}=${hexadecimal(value)}`],
    ),
  ];
}
