import type { Feature } from './feature.ts';
import { architectures, extensions } from './feature.ts';

/** `+lse`, or 'Armv8.2' for what came with a version. */
export function featureName(feature: Feature): string {
  if (feature.startsWith('v')) {
    return `Arm${feature}`;
  }
  return extensions.has(feature) ? `+${feature}` : `what ${lowestWith([feature]) ?? ''} has`;
}

/** The lowest architecture that has all of these; undefined where none has. */
function lowestWith(features: readonly Feature[]): string | undefined {
  return [...architectures].find(([, own]) =>
    features.every((feature) => own.includes(feature)),
  )?.[0];
}

/** Directives that allow what is missing. */
export function waysToAllow(missing: readonly Feature[]): readonly string[] {
  const lowest = lowestWith(missing);
  const areExtensions = missing.every((feature) => extensions.has(feature));
  return [
    ...(areExtensions
      ? [missing.map((feature) => `.arch_extension ${feature}`).join(' and ')]
      : []),
    ...(lowest === undefined ? [] : [`.arch ${lowest}`]),
    ...(!areExtensions && lowest === undefined
      ? [
          `.arch ${lowestWith(missing.filter((each) => !extensions.has(each))) ?? 'armv8-a'}${missing
            .filter((each) => extensions.has(each))
            .map((each) => `+${each}`)
            .join('')}`,
        ]
      : []),
  ];
}
