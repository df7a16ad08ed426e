import { describeFixtures } from './jest/index.ts';

await describeFixtures('fixtures');
