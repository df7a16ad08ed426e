import type { Tool } from './tools.ts';

/** The rooms below, loaded only by the command that needs them: loading all would double the start-up time. */
export interface Layers {
  readonly run: () => Promise<Pick<typeof import('../run/run.ts'), 'run'>>;
  readonly select: () => Promise<Pick<typeof import('../run/select.ts'), 'select'>>;
  readonly tools: () => Promise<readonly Tool[]>;
}

export const systemLayers: Layers = {
  run: () => import('../run/run.ts'),
  select: () => import('../run/select.ts'),
  tools: async () => (await import('./tools.ts')).systemTools,
};
