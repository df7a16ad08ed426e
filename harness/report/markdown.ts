/** A table of GitHub's Markdown. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  return [line(head), `| ${head.map(() => '---').join(' | ')} |`, ...rows.map(line)].join('\n');
}

function line(cells: readonly string[]): string {
  return `| ${cells.map(escapeCell).join(' | ')} |`;
}

function escapeCell(text: string): string {
  return text.replaceAll('|', String.raw`\|`).replaceAll('\n', ' ');
}

/** A code span (CommonMark, 6.1): its fence is longer than any run of backticks in it. */
export function codeSpan(text: string): string {
  const line = text.replaceAll('\n', ' ');
  const fence = '`'.repeat(longestRun([line]) + 1);
  return fence.length === 1 ? `\`${line}\`` : `${fence} ${line} ${fence}`;
}

/** What stands before and behind a block of code. */
export function codeFence(lines: readonly string[]): string {
  return '`'.repeat(Math.max(3, longestRun(lines) + 1));
}

/** Of backticks. */
function longestRun(lines: readonly string[]): number {
  const runs = lines.flatMap((line) => [...line.matchAll(/`+/g)].map(([run]) => run.length));
  return runs.reduce((longest, length) => Math.max(longest, length), 0);
}
