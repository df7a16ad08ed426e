import type { Plain } from '../collections/plain.ts';
import type { enginesShape } from './engine-shape.ts';

/** The engines that a process has loaded, by their names and versions. */
export type EngineVersions = Plain<typeof enginesShape>;
