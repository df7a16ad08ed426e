import { createHash } from 'node:crypto';
import type { Test } from '../fixture/test.ts';

/** One of several parts of the tests, for machines that share a run. */
export interface Shard {
  /** From 1 to `count`. */
  readonly index: number;
  readonly count: number;
  /**
   * Microseconds by test id, as an earlier run recorded them, to give each shard as much to do. All shards of a run must
   * have the same ones.
   */
  readonly durations?: ReadonlyMap<string, number>;
}

/**
 * The tests of a shard, in their order. The tests are sorted by id and cut into `count` runs of equal weight, so that
 * the parts depend neither on the order of files nor on the machine, and neighbours, which share a session, stay
 * together. Each test is in exactly one shard.
 */
export function testsOfShard(tests: readonly Test[], shard: Shard): Test[] {
  const ids = new Set(shardsOf(tests, shard)[shard.index - 1]);
  return tests.filter(({ id }) => ids.has(id));
}

/** Names the whole of which a shard is a part: shards with another digest do not belong together. Hexadecimal. */
export function shardDigest(tests: readonly Test[], shard: Shard): string {
  return createHash('sha256')
    .update(JSON.stringify(shardsOf(tests, shard)))
    .digest('hex')
    .slice(0, 16);
}

/** The ids of every shard. */
function shardsOf(tests: readonly Test[], { count, durations = new Map() }: Shard): string[][] {
  const ids = tests.map(({ id }) => id).toSorted();
  const known = ids.flatMap((id) => durations.get(id) ?? []).toSorted((a, b) => a - b);
  const usual = known[known.length >> 1] ?? 1;
  const weightOf = (id: string): number => Math.max(durations.get(id) ?? usual, Number.EPSILON);
  const total = ids.reduce((sum, id) => sum + weightOf(id), 0);
  const shards = Array.from({ length: count }, (): string[] => []);
  let before = 0;
  for (const id of ids) {
    const weight = weightOf(id);
    // By its middle: a long test goes where most of it lies.
    const position = Math.floor(((before + weight / 2) / total) * count);
    shards[Math.min(position, count - 1)]?.push(id);
    before += weight;
  }
  return shards;
}
