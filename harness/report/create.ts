import { ShownWriter } from '../diagnostics/shown-writer.ts';
import type { Reporter, ReporterName, ReporterOptions } from './reporter.ts';
import { ShownReporter } from './shown-reporter.ts';

/** Makes the reporter of that name. Asynchronous because only the one that is asked for is loaded. */
export async function createReporter(
  name: ReporterName,
  options: ReporterOptions,
): Promise<Reporter> {
  switch (name) {
    case 'spec': {
      const { SpecReporter } = await import('./spec.ts');
      return new ShownReporter(forPeople(options), (own) => new SpecReporter(own));
    }
    case 'tap': {
      const { TapReporter } = await import('./tap.ts');
      return new ShownReporter(forPeople(options), (own) => new TapReporter(own));
    }
    case 'ktap': {
      const { KtapReporter } = await import('./ktap.ts');
      return new ShownReporter(forPeople(options), (own) => new KtapReporter(own));
    }
    case 'html': {
      const { HtmlReporter } = await import('./run-html.ts');
      return new HtmlReporter(options);
    }
    case 'sarif': {
      const { SarifReporter } = await import('./sarif-reporter.ts');
      return new SarifReporter(options);
    }
    case 'junit': {
      const { JunitReporter } = await import('./junit.ts');
      return new ShownReporter(options, (own) => new JunitReporter(own));
    }
    case 'json': {
      const { JsonReporter } = await import('./json.ts');
      return new JsonReporter(options);
    }
    case 'github': {
      const { GithubReporter } = await import('./github.ts');
      // Its lines are commands to the service.
      return new ShownReporter(options, (own) => new GithubReporter(own));
    }
    case 'blob': {
      const { BlobReporter } = await import('./blob.ts');
      return new BlobReporter(options);
    }
  }
}

function forPeople(options: ReporterOptions): ReporterOptions {
  return { ...options, write: new ShownWriter(options.write).write };
}
