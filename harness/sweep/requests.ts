import type { AloneOptions } from '../run/run-alone.ts';
import type { ToolSetting } from '../run/tool-setting.ts';
import { toolSettingOf } from '../run/tool-setting.ts';
import type { EngineVersions } from '../machine/engine-version.ts';
import { InProcess } from '../workers/in-process.ts';
import { describeLoss } from '../workers/loss.ts';
import { workerModule } from '../workers/module.ts';
import { Pool } from '../workers/pool.ts';
import type { OpenService } from '../workers/service.ts';
import type { Workers } from '../workers/workers.ts';
import type { AnalysisRequest, AnalysisResult } from './service.ts';

/** What came of a part: its result, or why there is none. */
export type PartOutcome<Result> = { readonly result: Result } | { readonly failure: string };

/** What came of all parts, and what they ran on. */
export interface PartOutcomes<Result> {
  readonly outcomes: readonly PartOutcome<Result>[];
  readonly engines: EngineVersions | undefined;
}

export type AnalysisOutcome = PartOutcome<AnalysisResult>;

/** Who does parts: in this process, or in others that run `module`. */
export interface PartService<Request, Result> {
  readonly open: OpenService<ToolSetting, Request, Result>;
  readonly module: string;
}

export interface AnalysisOptions {
  readonly tools: ToolSetting;
  /** Processes at a time. */
  readonly jobs: number;
  /** Milliseconds that one part may take. Without a deadline this process does all the work itself. */
  readonly timeout?: number;
  /** Called after each part. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Ends it all: the promise rejects with the signal's reason. */
  readonly interruption?: AbortSignal;
}

/** How vectors are looked into before the parts are made. */
export function aloneOptionsOf({ timeout, interruption }: AnalysisOptions): AloneOptions {
  return {
    ...(timeout === undefined ? {} : { isolation: { timeout } }),
    ...(interruption === undefined ? {} : { interruption }),
  };
}

/**
 * Does all parts; the outcomes are in the order of the requests, whatever the number of processes. A part whose process
 * ends is lost, and not tried again. Rejects with an HcallError for what is wrong with the vectors.
 */
export function runAnalyses(
  requests: readonly AnalysisRequest[],
  options: AnalysisOptions,
): Promise<PartOutcomes<AnalysisResult>> {
  const module = workerModule(import.meta.url, 'worker');
  return runParts(requests, { open: openHere, module }, options);
}

/** Only a process that does the work itself loads what does it. */
const openHere: PartService<AnalysisRequest, AnalysisResult>['open'] = async (setting) =>
  (await import('./service.ts')).openAnalysisService(setting);

/** The same of any service that gives one result for each request. */
export async function runParts<Request, Result>(
  requests: readonly Request[],
  service: PartService<Request, Result>,
  options: AnalysisOptions,
): Promise<PartOutcomes<Result>> {
  const { interruption, onProgress } = options;
  interruption?.throwIfAborted();
  const outcomes = new Map<Request, PartOutcome<Result>>();
  const jobs = Math.min(options.jobs, requests.length);
  const workers = openWorkers(service, { ...options, jobs });
  const stop = (): void => workers.stop();
  interruption?.addEventListener('abort', stop);
  try {
    await workers.run(requests, {
      onMessage: (result, request) => outcomes.set(request, { result }),
      onLost: (loss, request) => {
        outcomes.set(request, { failure: describeLoss(loss) });
        return undefined;
      },
      onDone: () => onProgress?.(outcomes.size, requests.length),
    });
  } finally {
    interruption?.removeEventListener('abort', stop);
    workers.close();
  }
  interruption?.throwIfAborted();
  return {
    outcomes: requests.map((request) => outcomes.get(request) as PartOutcome<Result>),
    engines: workers.engines,
  };
}

function openWorkers<Request, Result>(
  { open, module }: PartService<Request, Result>,
  { tools, jobs, timeout }: AnalysisOptions,
): Workers<Request, Result> {
  const setting = toolSettingOf(tools);
  return timeout === undefined
    ? new InProcess(open(setting))
    : new Pool({ jobs, timeout, module, setting });
}
