import type { cover } from '../coverage/cover.ts';
import type { mutate } from '../mutation/mutate.ts';
import type { checkedProof, requireNone } from '../proof/prove.ts';
import type { call } from '../run/call.ts';
import type { list } from '../run/list.ts';
import type { run } from '../run/run.ts';
import type { traceWithFixture } from '../run/trace.ts';
import type { Tool } from './tools.ts';

/** The rooms below, loaded only by the command that needs them: loading all would double the start-up time. */
export interface Layers {
  readonly run: () => Promise<{ readonly run: typeof run }>;
  readonly list: () => Promise<{ readonly list: typeof list }>;
  readonly trace: () => Promise<{ readonly traceWithFixture: typeof traceWithFixture }>;
  readonly call: () => Promise<{ readonly call: typeof call }>;
  readonly cover: () => Promise<{ readonly cover: typeof cover }>;
  readonly mutate: () => Promise<{ readonly mutate: typeof mutate }>;
  readonly prove: () => Promise<{
    readonly checkedProof: typeof checkedProof;
    readonly requireNone: typeof requireNone;
  }>;
  readonly tools: () => Promise<readonly Tool[]>;
}

export const systemLayers: Layers = {
  run: () => import('../run/run.ts'),
  list: () => import('../run/list.ts'),
  trace: () => import('../run/trace.ts'),
  call: () => import('../run/call.ts'),
  cover: () => import('../coverage/cover.ts'),
  mutate: () => import('../mutation/mutate.ts'),
  prove: () => import('../proof/prove.ts'),
  tools: async () => (await import('./tools.ts')).systemTools,
};
