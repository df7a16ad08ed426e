import { abiReference } from '../abi/reference.ts';
import type { TestStep } from '../fixture/test.ts';
import { plainStep } from '../fixture/test.ts';
import { constant, wordWidth } from '../expression/expression.ts';
import { ranHeader } from './document-header.ts';
import { findVectors } from './find-vectors.ts';
import type { CallDescription, CallResult } from './make-call.ts';
import type { AloneOptions } from './run-alone.ts';
import { runAlone } from './run-alone.ts';
import type { ToolSetting } from './tool-setting.ts';
import { toolSettingOf } from './tool-setting.ts';
import type { VectorTable } from './vectors.ts';
import { tableTest } from './table-test.ts';
import type { WrittenVectors } from './written-vectors.ts';

export interface CallOptions
  extends ToolSetting, Omit<CallDescription, 'abiName' | 'stubs' | 'assumptions'>, AloneOptions {
  /** Of several tables the first is called. */
  readonly vectors: WrittenVectors;
}

/**
 * Makes one call and reports what happened. Throws what `findVectors` throws, and an HcallError for vectors that cannot be
 * assembled or loaded; `call-crash` and `call-timeout` only with isolation.
 */
export async function call(options: CallOptions): Promise<CallResult> {
  const setting = toolSettingOf(options);
  const { tables } = await findVectors(options.vectors, setting, options);
  const [table] = tables as readonly [VectorTable];
  const { origin, immediate, given, cwd } = options;
  const name = `HVC #${immediate} from ${origin}`;
  const test = { ...tableTest(table, [stepOf(options)]), id: name, name };
  const description = {
    origin,
    immediate,
    given,
    stubs: table.stubs,
    assumptions: table.assumptions,
    cwd,
    abiName: abiReference(table.abi, cwd, options.vectors.abiFolders),
  };
  const { answer, engines } = await runAlone({ type: 'call', test, description }, setting, options);
  return { ...ranHeader('call', engines, setting, [test.abi]), ...answer.result };
}

function stepOf({ origin, immediate, given, vectors }: CallOptions): TestStep {
  const place = { file: vectors.names[0] ?? '', line: 1, column: 1 };
  return {
    ...plainStep(origin, { kind: 'hvc', immediate }, place),
    given: new Map(
      [...given].map(([register, value]) => [
        register,
        { value: constant(value, wordWidth), place },
      ]),
    ),
  };
}
