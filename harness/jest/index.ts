export { describeFixtures } from './describe-fixtures.ts';
export type { DescribeOptions } from './declare.ts';
