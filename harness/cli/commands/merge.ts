import type { Command } from 'commander';
import { merge } from '../../run/merge.ts';
import { readBlob } from '../blob-file.ts';
import type { Context } from '../context.ts';
import { RunExitCode } from '../exit-code.ts';
import { loadProject } from '../project-file.ts';
import { ReportRequests } from '../report-requests.ts';
import { Reports } from '../reports.ts';
import type { SourceOptions } from '../settings.ts';
import { profileOption } from '../settings.ts';

const examples = `
Examples:
  hcall run --shard 1/2 --reporter blob --output part-1.blob
  hcall run --shard 2/2 --reporter blob --output part-2.blob
  hcall merge part-1.blob part-2.blob --reporter spec --reporter junit --output report.xml`;

export function addMergeCommand(program: Command, context: Context): void {
  const requests = new ReportRequests();
  const command = program
    .command('merge')
    .description(
      'put the parts of a run that was cut by --shard together: one report, one exit code',
    )
    .argument('<blobs...>', 'files that hcall run --reporter blob wrote');
  requests
    .addOptionsTo(command)
    .addOption(profileOption())
    .addHelpText('after', examples)
    .action(async (blobs: string[], { profile }: Pick<SourceOptions, 'profile'>) => {
      const project = await loadProject(context.cwd, profile);
      const events = merge(await Promise.all(blobs.map((file) => readBlob(file, context.cwd))));
      const reports = await Reports.open(requests.listFor(project.reporters), context);
      const exitCode = new RunExitCode();
      try {
        for (const event of events) {
          reports.handle(event);
          exitCode.handle(event);
        }
      } catch (error) {
        reports.discard();
        throw error;
      }
      exitCode.reportDefect(context.stderr);
      context.exitWith(exitCode.value);
      await reports.finish();
    });
}
