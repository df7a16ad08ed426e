import { createReporter } from '../../report/create.ts';
import type { ReporterName } from '../../report/reporter.ts';
import type { RunEvent } from '../../run/event.ts';

/** What a reporter writes of a run, as the command line has it written. */
export async function writtenReport(
  name: ReporterName,
  events: readonly RunEvent[],
  {
    colour = false,
    sources = {},
  }: { readonly colour?: boolean; readonly sources?: Readonly<Record<string, string>> } = {},
): Promise<string> {
  let text = '';
  const reporter = await createReporter(name, {
    write: (piece) => {
      text += piece;
    },
    colour,
    readSource: (file) => sources[file],
  });
  events.forEach((event) => reporter.handle(event));
  return text;
}
