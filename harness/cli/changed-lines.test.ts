import { expect, test } from '@jest/globals';
import { changedLines, parseDiff } from './changed-lines.ts';

test('the lines of each file after the change', () => {
  const diff = [
    'diff --git a/asm/a.S b/asm/a.S',
    '--- a/asm/a.S',
    '+++ b/asm/a.S',
    '@@ -3 +3 @@ el1_sync:',
    '-\tmov\tx0, x1',
    '+\tmov\tx0, x2',
    '@@ -10,0 +11,2 @@',
    '+\tnop',
    '+\tnop',
    '@@ -20,3 +22,0 @@',
    '-gone',
    'diff --git a/gone.S b/gone.S',
    '--- a/gone.S',
    '+++ /dev/null',
    '@@ -1,2 +0,0 @@',
  ].join('\n');
  expect([...parseDiff(diff)]).toEqual([
    [
      'asm/a.S',
      [
        [3, 4],
        [11, 13],
        [22, 22],
      ],
    ],
    ['/dev/null', [[0, 0]]],
  ]);
});

test('no commit is an option of git', () => {
  expect(() => changedLines('--output=x', '/')).toThrow("'--output=x' is no commit");
});
