import type { ZodError } from 'zod';

/** What is wrong with data first, after where that is: `tests.0.name: Invalid input: ...`. */
export function firstIssue({ issues }: ZodError): string {
  const [issue] = issues;
  const where = issue === undefined || issue.path.length === 0 ? '' : `${issue.path.join('.')}: `;
  return `${where}${issue?.message}`;
}
