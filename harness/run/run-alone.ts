import { problem } from '../diagnostics/diagnostic.ts';
import type { EngineVersions } from '../machine/engine-version.ts';
import { describeLoss } from '../workers/loss.ts';
import type { Isolation } from './isolation.ts';
import { openWorkers } from './isolation.ts';
import type { RunMessage, SingleRequest } from './request.ts';
import type { ToolSetting } from './tool-setting.ts';

/** What to do about a lost call. */
const notes = {
  crash:
    'with --budget N it ends after N instructions: lower N until it does not crash, and a trace shows the way there',
  timeout: '--timeout gives it more seconds; --budget ends a loop after so many instructions',
} as const;

/** How one request is run. */
export interface AloneOptions {
  /** Left out: in this process, and a crash of the engine ends it. */
  readonly isolation?: Omit<Isolation, 'jobs'>;
  /** Ends it: the promise rejects with the signal's reason. */
  readonly interruption?: AbortSignal;
}

/**
 * Has one request done. `engines`: what it ran on. Rejects with what it throws, and with `call-crash` or `call-timeout` when its process ends
 * before it.
 */
export async function runAlone<Type extends SingleRequest['type']>(
  request: Extract<SingleRequest, { type: Type }>,
  setting: ToolSetting,
  { isolation, interruption }: AloneOptions,
): Promise<{
  readonly answer: Extract<RunMessage, { type: Type }>;
  readonly engines: EngineVersions | undefined;
}> {
  interruption?.throwIfAborted();
  const workers = openWorkers(setting, isolation && { ...isolation, jobs: 1 });
  const stop = (): void => workers.stop();
  interruption?.addEventListener('abort', stop);
  const answers: RunMessage[] = [];
  let lost: Error | undefined;
  try {
    await workers.run([request], {
      onMessage: (message) => answers.push(message),
      onLost: (loss) => {
        lost = problem(`call-${loss.verdict}`, `${loss.verdict}: ${describeLoss(loss)}`, {
          note: notes[loss.verdict],
        });
        return undefined;
      },
    });
  } finally {
    interruption?.removeEventListener('abort', stop);
    workers.close();
  }
  if (lost !== undefined) {
    throw lost;
  }
  interruption?.throwIfAborted();
  return {
    answer: answers[0] as Extract<RunMessage, { type: Type }>,
    engines: workers.engines,
  };
}
