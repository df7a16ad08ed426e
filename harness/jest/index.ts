export { describeFixtures } from './describe-fixtures.ts';
export type { DescribeOptions } from './describe-fixtures.ts';
