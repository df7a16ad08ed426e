import { InProcess } from '../workers/in-process.ts';
import { workerModule } from '../workers/module.ts';
import { Pool } from '../workers/pool.ts';
import type { RunWorkers } from './request.ts';
import type { openRunService } from './service.ts';
import type { ToolSetting } from './tool-setting.ts';
import { toolSettingOf } from './tool-setting.ts';

/** Guest code in processes of its own. */
export interface Isolation {
  /** Processes at a time. */
  readonly jobs: number;
  /** Milliseconds that a test may take. */
  readonly timeout: number;
}

/**
 * What runs guest code: processes of its own, which start at once, or without isolation this one. `clock`: microseconds,
 * monotonic.
 */
export function openWorkers(
  setting: ToolSetting,
  isolation: Isolation | undefined,
  clock?: () => number,
): RunWorkers {
  const tools = toolSettingOf(setting);
  return isolation === undefined
    ? new InProcess(openInProcess(tools, clock))
    : new Pool({ ...isolation, module: workerModule(import.meta.url, 'worker'), setting: tools });
}

/** What runs guest code takes longer to load than all else: a process that has others for it does without. */
async function openInProcess(
  tools: ToolSetting,
  clock: (() => number) | undefined,
): ReturnType<typeof openRunService> {
  const service = await import('./service.ts');
  return service.openRunService(tools, clock);
}
