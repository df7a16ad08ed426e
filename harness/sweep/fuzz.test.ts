import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findCaller } from '../calls/caller.ts';
import type { Situation } from '../calls/prober.ts';
import { bundledAbiFolder } from '../installation.ts';
import type { Tools } from '../run/tools.ts';
import { openTools } from '../run/tools.ts';
import { resolveVectors } from '../run/vectors.ts';
import { randomFrom } from '../testing/random.ts';
import { RandomStub } from '../testing/sweep/random-stub.ts';
import type { Path } from '../flow/explore.ts';
import type { Flow } from '../flow/flow.ts';
import type { Source } from '../flow/source.ts';
import type { CallerExploration } from './caller-exploration.ts';
import { exploreCaller } from './caller-exploration.ts';
import { makeCall } from './followed-call.ts';
import { differenceFrom } from './path-check.ts';
import type { OpenTable } from './service.ts';
import { openProber } from './service.ts';
import { InstalledSolver } from '../solver/installed-smt.ts';

const smt = new InstalledSolver();
afterAll(() => smt.close());

const stubsPerSeed = 5;
const callsPerStub = 64;

/** Registers that the stubs test, and others. */
const tested = ['x0', 'x17', 'x18', 'x19', 'x20'] as const;

/** Small numbers, so that most branches are taken by some, in random order. */
function* randomValues(
  { language: { sources }, exploration, situation }: CallerExploration,
  { prober }: OpenTable,
  seed: number,
) {
  const random = randomFrom(seed);
  const start = prober.start(situation);
  const isLoaded = (address: bigint): boolean =>
    exploration.paths.some(({ flow }) => flow.addressOf(address) !== undefined);
  const others = sources
    .all()
    .filter(
      (source) => source.kind === 'left' || (source.kind === 'memory' && isLoaded(source.address)),
    );
  for (let call = 0; call < callsPerStub; call += 1) {
    yield new Map<Source, bigint>([
      [sources.immediate, BigInt(call)],
      [sources.flags, BigInt(random(16))],
      [sources.register('x16'), start.get('x16')],
      ...others.map((source): [Source, bigint] => [source, BigInt(random(10))]),
      ...tested.map((name): [Source, bigint] => [
        sources.register(name),
        random(4) === 0 ? BigInt(random(2 ** 31)) << 33n : BigInt(random(10)),
      ]),
    ]);
  }
}

/** Ways that a call with these values may go. */
function waysOf<Way extends Pick<Path, 'conditions'>>(
  ways: readonly Way[],
  values: ReadonlyMap<Source, bigint>,
  baseOf: (way: Way) => Flow['base'],
  { language: { builder } }: CallerExploration,
): Way[] {
  return ways.filter((way) => {
    const evaluate = builder.evaluator((source, width) =>
      BigInt.asUintN(width, values.get(source) ?? baseOf(way)(source, width)),
    );
    return way.conditions.every(
      ({ expression, holds }) => (evaluate(expression) ?? (holds ? 1n : 0n)) === (holds ? 1n : 0n),
    );
  });
}

describe('the ways of a random stub', () => {
  let tools: Tools;
  let folder: string;

  beforeAll(async () => {
    tools = await openTools({ seed: 7, includes: [], defines: [] });
    folder = await mkdtemp(join(tmpdir(), 'hcall-fuzz-'));
  });

  afterAll(async () => {
    tools.builder.close();
    await rm(folder, { recursive: true });
  });

  async function tableOf(name: string, text: string): Promise<OpenTable> {
    // A builder reads each file once.
    await writeFile(join(folder, name), text);
    const set = resolveVectors({
      names: [name],
      abi: 'immediate',
      table: '__hyp_stub_vectors',
      cwd: folder,
      abiFolders: [bundledAbiFolder],
    });
    const [table] = set.tables;
    if (table === undefined) {
      throw new Error('no table');
    }
    return openProber(tools.builder, table, { seed: 7, budget: 2000 });
  }

  test.each([8, 23, 25, 33, 36, 40, 41, 51])(
    'are what executed HVCs do with any values, with seed %i',
    async (seed) => {
      const stub = new RandomStub(seed);
      for (let index = 0; index < stubsPerSeed; index += 1) {
        const text = stub.text();
        const opened = await tableOf(`${seed}-${index}.S`, text);
        const situation: Situation = { caller: findCaller('host'), given: new Map() };
        const explored = await exploreCaller({ ...opened, smt }, situation);
        const { paths, uncovered } = explored.exploration;
        const wrong = [...randomValues(explored, opened, seed)].flatMap((values) => {
          const own = waysOf(paths, values, ({ flow }) => flow.base, explored);
          const others = waysOf(uncovered, values, ({ base }) => base, explored);
          const [path] = own;
          if (path === undefined || own.length > 1) {
            return others.length > 0 ? [] : [`${own.length} ways`];
          }
          const changed = new Map([...path.values, ...values]);
          const { prober } = opened;
          const second = makeCall(prober, situation, 0, changed, { real: true });
          return differenceFrom(path, changed, second, prober.branches) ?? [];
        });
        expect({ text, wrong }).toEqual({ text, wrong: [] });
      }
    },
  );
});
