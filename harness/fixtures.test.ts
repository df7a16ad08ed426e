import { describeFixtures } from './jest/index.ts';

describeFixtures('fixtures');
