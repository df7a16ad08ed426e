import { patchesDocument } from '../abi/patches.ts';
import { relative } from 'node:path';
import { Document } from 'yaml';
import type { RegisterName } from '../architecture/registers.ts';
import { regionPlace, regionPlaceText } from '../calls/placed-region.ts';
import { defaultFunction } from '../fixture/test.ts';
import { leftStubs } from './left-stubs.ts';
import type { Source } from '../flow/source.ts';
import { hexadecimal } from '../judge/finding.ts';
import { stubEntries } from '../run/written-stubs.ts';
import { calledFunction } from '../run/planned-step.ts';
import type { BrokenCall, CounterexampleSetting } from './broken-call.ts';
import { valueIn } from './broken-call.ts';

/**
 * A fixture whose one test fails as long as the call does what it does; undefined where no fixture can make the call.
 * `given`: what registers hold before it.
 */
export function fixtureText(
  setting: CounterexampleSetting,
  broken: BrokenCall,
  sources: readonly Source[],
  given: ReadonlyMap<RegisterName, bigint>,
): string | undefined {
  const { table, proved, cwd, abiName } = setting;
  const { way, name } = proved;
  const { vectors } = table;
  const { contract, files } = vectors;
  const { call } = broken;
  const callee = calleeOf(proved, broken);
  const left = leftStubs(setting, broken, sources, callee !== undefined);
  if (left === undefined) {
    return undefined;
  }
  const stubs = { ...stubEntries(table.stubs), ...left };
  const memory = memoryOf(broken, sources);
  const registers = Object.fromEntries(
    [...given].map(([register, value]) => [
      register,
      register === callee?.register ? callee.address : hexadecimal(value),
    ]),
  );
  const isOwn = way.kind === 'operation' && call.results.size > 0;
  const outcome = call.outcome === 'returned' || isOwn ? {} : { outcome: call.outcome };
  return new Document({
    abi: abiName,
    vectors: isSame(files, contract.files)
      ? contract.name
      : {
          contract: contract.name,
          files: files.map((file) => relative(cwd, file)),
          table: vectors.table,
          ...(vectors.symbolPrefix === undefined ? {} : { 'symbol-prefix': vectors.symbolPrefix }),
          ...patchesDocument(vectors),
        },
    ...filled({ stubs }),
    tests: [
      {
        name: `${name} from ${way.caller}`,
        origin: way.caller,
        ...actionOf(proved, broken),
        ...filled({ given: registers }),
        ...(memory.length === 0 ? {} : { memory }),
        expect: outcome,
      },
    ],
  }).toString();
}

/** The immediate of the HVC that makes the call. */
export function immediateOf({ call, values }: BrokenCall): number {
  const chosen = [...values].find(([{ kind }]) => kind === 'immediate');
  const own = call.cause?.kind === 'hvc' ? call.cause.immediate : 0;
  return chosen === undefined ? own : Number(chosen[1]);
}

function actionOf({ way }: CounterexampleSetting['proved'], broken: BrokenCall): object {
  const { call, values } = broken;
  if (typeof call.start !== 'object') {
    return way.kind === 'operation' && call.results.size > 0
      ? { operation: way.operation.name }
      : { hvc: immediateOf(broken) };
  }
  const { slot, cause } = call.start;
  const chosen = [...values].flatMap(([source, value]): [string, bigint][] =>
    source.kind === 'syndrome' ? [[source.register, value]] : [],
  );
  const syndrome = new Map<string, bigint | undefined>([
    ...(cause.kind === 'synchronous'
      ? ([
          ['esr_el2', cause.esr],
          ['far_el2', cause.far],
          ['hpfar_el2', cause.hpfar],
        ] as const)
      : []),
    ...chosen,
  ]);
  const written = [...syndrome].flatMap(([register, value]) =>
    value === undefined ? [] : [[register.replace('_el2', ''), hexadecimal(value)] as const],
  );
  return { raise: { slot, ...Object.fromEntries(written) } };
}

/** The register with the function that is called, and what it holds so that there is one. */
function calleeOf(
  { way }: CounterexampleSetting['proved'],
  { record }: BrokenCall,
): { readonly register: RegisterName; readonly address: string } | undefined {
  const register = way.kind === 'operation' ? calledFunction(way.operation) : undefined;
  const [called] = record.called;
  if (register === undefined || called === undefined) {
    return undefined;
  }
  // Vectors that go where the register says have no other use for the address that the kernel has it at.
  const how = called.address === record.before.get(register) ? 'phys' : 'link';
  return { register, address: `${how}(${defaultFunction})` };
}

function memoryOf(broken: BrokenCall, sources: readonly Source[]): object[] {
  const { regions } = broken.flow;
  return sources.flatMap((source) => {
    if (source.kind !== 'memory') {
      return [];
    }
    const place = regionPlace(regions, source.address);
    const address = place === undefined ? hexadecimal(source.address) : regionPlaceText(place);
    return [{ address, size: 1, value: hexadecimal(valueIn(broken, source)) }];
  });
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((each, index) => each === other[index]);
}

/** Without what is empty. */
function filled(fields: Readonly<Record<string, object>>): object {
  return Object.fromEntries(
    Object.entries(fields).filter(([, field]) => Object.keys(field).length > 0),
  );
}
