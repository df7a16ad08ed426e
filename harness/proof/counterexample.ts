import { relative } from 'node:path';
import { Document } from 'yaml';
import { selectorOf } from '../abi/selector.ts';
import type { RegisterName } from '../architecture/registers.ts';
import { registerInfo, registers } from '../architecture/registers.ts';
import type { CallRecord } from '../calls/call-record.ts';
import type { Flow } from '../flow/flow.ts';
import { printSource } from '../flow/print.ts';
import { compareSources } from '../flow/source-order.ts';
import type { Source } from '../flow/source.ts';
import { widthOfSource } from '../flow/source.ts';
import { hexadecimal } from '../judge/finding.ts';
import type { Call } from '../judge/call.ts';
import type { Session } from '../run/session.ts';
import type { VectorTable } from '../run/vectors.ts';
import type { TableStatement } from './prove-table.ts';
import type { ProvedWay } from './proved-way.ts';

/** A call that breaks a clause. */
export interface BrokenCall {
  readonly call: Call;
  readonly record: CallRecord;
  readonly flow: Flow;
  /** What was chosen for it. */
  readonly values: ReadonlyMap<Source, bigint>;
  /** Inputs that decide that it breaks the clause. */
  readonly deciding: ReadonlySet<Source>;
}

export interface CounterexampleSetting {
  readonly session: Session;
  readonly table: VectorTable;
  readonly proved: ProvedWay;
  /** What paths in a fixture are relative to. */
  readonly cwd: string;
}

type Shown = Omit<NonNullable<TableStatement['counterexample']>, 'finding'>;

/** How a call that breaks a clause is shown, and made again. */
export function showCounterexample(setting: CounterexampleSetting, broken: BrokenCall): Shown {
  const given = givenRegisters(setting, broken);
  const call = given && callOptions(setting, broken, given);
  const fixture = given && fixtureText(setting, broken, given);
  return {
    values: valuesOf(setting, broken),
    ...(call === undefined ? {} : { call }),
    ...(fixture === undefined ? {} : { fixture }),
  };
}

function valuesOf({ session }: CounterexampleSetting, broken: BrokenCall): Shown['values'] {
  const { flow, values, deciding } = broken;
  const shown = new Set([...deciding, ...values.keys()]);
  return [...shown].toSorted(compareSources).map((source) => {
    const width = widthOfSource(source);
    const value = BigInt.asUintN(width, values.get(source) ?? flow.base(source, width));
    return {
      name: printSource(flow, source, (address) => session.nameOfCode(address)),
      value: hexadecimal(value),
    };
  });
}

/** What registers hold before the call, where it matters; undefined where a value is in none. */
function givenRegisters(
  { table: { abi }, proved: { way } }: CounterexampleSetting,
  { call, record, values }: BrokenCall,
): ReadonlyMap<RegisterName, bigint> | undefined {
  const chosen = new Set<RegisterName>();
  for (const source of values.keys()) {
    switch (source.kind) {
      case 'register':
        chosen.add(source.register);
        break;
      case 'flags':
      case 'masks':
        chosen.add('pstate');
        break;
      case 'immediate':
      case 'syndrome':
        break;
      case 'memory':
      case 'left':
      case 'clobbered':
      case 'read':
        return undefined;
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

function immediateOf({ call }: BrokenCall, values: ReadonlyMap<Source, bigint>): number {
  const chosen = [...values].find(([{ kind }]) => kind === 'immediate');
  const own = call.cause?.kind === 'hvc' ? call.cause.immediate : 0;
  return chosen === undefined ? own : Number(chosen[1]);
}

function callOptions(
  { proved: { way } }: CounterexampleSetting,
  broken: BrokenCall,
  given: ReadonlyMap<RegisterName, bigint>,
): readonly string[] | undefined {
  if (way.kind === 'exception') {
    return undefined;
  }
  return [
    ...(way.caller === 'host' ? [] : ['--caller', way.caller]),
    '--hvc',
    `${immediateOf(broken, broken.values)}`,
    ...[...given].flatMap(([register, value]) =>
      registerInfo(register).kind === 'general'
        ? [`--${register}`, hexadecimal(value)]
        : ['--set', `${register}=${hexadecimal(value)}`],
    ),
  ];
}

/** A fixture whose one test fails as long as the call does what it does. */
function fixtureText(
  { table, proved: { way, name }, cwd }: CounterexampleSetting,
  broken: BrokenCall,
  given: ReadonlyMap<RegisterName, bigint>,
): string {
  const { call, values } = broken;
  const { abi, vectors, stubs } = table;
  const { contract, files } = vectors;
  const isOwn = way.kind === 'operation' && call.results.size > 0;
  const syndrome = Object.fromEntries(
    [...values].flatMap(([source, value]) =>
      source.kind === 'syndrome' ? [[source.register.replace('_el2', ''), hexadecimal(value)]] : [],
    ),
  );
  const raised = typeof call.start === 'object' ? call.start : undefined;
  const esr = raised?.cause.kind === 'synchronous' ? raised.cause.esr : undefined;
  const action =
    raised === undefined
      ? isOwn
        ? { operation: way.operation.name }
        : { hvc: immediateOf(broken, values) }
      : {
          raise: {
            slot: raised.slot,
            ...(esr === undefined ? {} : { esr: hexadecimal(esr) }),
            ...syndrome,
          },
        };
  const registersGiven = [...given].map(([register, value]) => [register, hexadecimal(value)]);
  const outcome = call.outcome === 'returned' || isOwn ? {} : { outcome: call.outcome };
  return new Document({
    abi: abi.name,
    vectors:
      files === contract.files
        ? contract.name
        : {
            contract: contract.name,
            files: files.map((file) => relative(cwd, file)),
            table: vectors.table,
          },
    ...(stubs.length === 0
      ? {}
      : { stubs: Object.fromEntries(stubs.map((symbol) => [symbol, 'stop'])) }),
    tests: [
      {
        name: `${name} from ${way.caller}`,
        origin: way.caller,
        ...action,
        ...(registersGiven.length === 0 ? {} : { given: Object.fromEntries(registersGiven) }),
        expect: outcome,
      },
    ],
  }).toString();
}
