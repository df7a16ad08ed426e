import { given } from '../collections/given.ts';
import type { Plain } from '../collections/plain.ts';
import { HcallError } from '../diagnostics/diagnostic.ts';
import type { SystemPart } from '../files/system-packages.ts';
import type { toolShape } from '../report/doctor-shape.ts';
import type { Tool } from './tools.ts';

/** Whether a tool is there, and what it costs that it is not. */
export type ToolReport = Plain<typeof toolShape>;

export interface ExaminedTool {
  readonly report: ToolReport;
  /** What has to be installed. */
  readonly lacks?: SystemPart;
}

/** Looks for a tool. */
export async function examine(tool: Tool): Promise<ExaminedTool> {
  const { name, cost, part } = tool;
  try {
    const { version, where, replaced } = await tool.find();
    return replaced === undefined
      ? { report: { name, state: 'found', version, ...given({ where }) } }
      : {
          report: { name, state: 'replaced', version, ...given({ where }), cost: replaced },
          ...given({ lacks: part }),
        };
  } catch (error) {
    if (!(error instanceof HcallError)) {
      throw error;
    }
    const [{ code, message, note } = { code: '', message: error.message, note: undefined }] =
      error.diagnostics;
    if (!code.endsWith('-missing')) {
      // Whatever the command installs is there already: only the note says what helps.
      const reason = note === undefined ? message : `${message}; ${note}`;
      return { report: { name, state: 'unfit', ...given({ cost }), reason } };
    }
    return {
      report: {
        name,
        state: tool.isOptional === true ? 'optional' : 'missing',
        ...given({ cost }),
        // Where no command installs it, the note says what does.
        reason: part === undefined && note !== undefined ? `${message}; ${note}` : message,
      },
      ...given({ lacks: part }),
    };
  }
}
