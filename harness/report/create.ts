import type { Reporter, ReporterOptions } from './reporter.ts';

export const reporterNames = ['spec', 'tap', 'junit', 'json', 'github', 'blob'] as const;
export type ReporterName = (typeof reporterNames)[number];

export function isReporterName(name: string): name is ReporterName {
  return (reporterNames as readonly string[]).includes(name);
}

/** Makes the reporter of that name. Asynchronous because only the one that is asked for is loaded. */
export async function createReporter(
  name: ReporterName,
  options: ReporterOptions,
): Promise<Reporter> {
  switch (name) {
    case 'spec': {
      const { SpecReporter } = await import('./spec.ts');
      return new SpecReporter(options);
    }
    case 'tap': {
      const { TapReporter } = await import('./tap.ts');
      return new TapReporter(options);
    }
    case 'junit': {
      const { JunitReporter } = await import('./junit.ts');
      return new JunitReporter(options);
    }
    case 'json': {
      const { JsonReporter } = await import('./json.ts');
      return new JsonReporter(options);
    }
    case 'github': {
      const { GithubReporter } = await import('./github.ts');
      return new GithubReporter(options);
    }
    case 'blob': {
      const { BlobReporter } = await import('./blob.ts');
      return new BlobReporter(options);
    }
  }
}
