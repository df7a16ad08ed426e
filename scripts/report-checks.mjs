// What a complete report of each reporter looks like, for the scripts that interrupt runs and fill disks: a check throws
// where its parser does, and gives the number of tests that the report has.
import { spawnSync } from 'node:child_process';
import { parse as parseYaml } from 'yaml';

/** By the reporter's name; of the spec report, which joins rows, only the totals count. */
export const reportChecks = {
  spec: (text) => sumOf(lastLine(text).replace(/ \(\d+\.\d+ s, seed \d+\)$/, '')),
  github: checkGithub,
  tap: checkTap,
  junit: checkJunit,
  json: checkJson,
  blob: checkBlob,
};

function checkJson(text) {
  const report = JSON.parse(text);
  const counted = Object.values(report.counts).reduce((sum, count) => sum + count, 0);
  expect(report.version === 1 && counted === report.tests.length, 'its counts disagree with it');
  return counted;
}

function checkBlob(text) {
  expect(text.endsWith('\n'), 'its last line has no end');
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines[0].format === 'hcall-blob' && lines.at(-1).type === 'run-end', 'it has no end');
  return lines.filter(({ type }) => type === 'test-end').length;
}

/** A parser of XML that anybody has: Python's, which is expat. */
function checkJunit(text) {
  const script =
    'import sys, xml.etree.ElementTree as tree; ' +
    'root = tree.fromstring(sys.stdin.buffer.read()); ' +
    'print(root.get("tests"), len(list(root.iter("testcase"))))';
  const { status, stdout, stderr } = spawnSync('python3', ['-c', script], {
    input: text,
    encoding: 'utf8',
  });
  expect(status === 0, `python3: ${stderr}`);
  const [declared, found] = stdout.trim().split(' ');
  expect(declared === found, 'its counts disagree with it');
  return Number(found);
}

function checkTap(text) {
  const [version, ...lines] = text.trimEnd().split('\n');
  expect(version === 'TAP version 13', 'it has no version');
  let points = 0;
  let block;
  for (const line of lines.slice(0, -1)) {
    if (block !== undefined) {
      if (line === '  ...') {
        parseYaml(block.join('\n'));
        block = undefined;
      } else {
        block.push(line);
      }
    } else if (line === '  ---') {
      block = [];
    } else if (/^(not )?ok /.test(line)) {
      points += 1;
      expect(
        /^(?:not )?ok (\d+) - /.exec(line)?.[1] === String(points),
        `point ${points} is missing`,
      );
    } else {
      expect(
        line.startsWith('#') || line === 'Bail out! interrupted',
        `a line is neither: ${line}`,
      );
    }
  }
  expect(block === undefined, 'a block has no end');
  expect(/^1\.\.(\d+)/.exec(lines.at(-1))?.[1] === String(points), 'its plan disagrees with it');
  return points;
}

function checkGithub(text) {
  const lines = text.trimEnd().split('\n');
  for (const line of lines.slice(0, -1)) {
    expect(/^::(error|warning) [^:]*::/.test(line), `a line is no command: ${line}`);
  }
  return sumOf(lastLine(text).replace(/ \(seed \d+\)$/, ''));
}

/** `3 passed, 1 failed, interrupted`, or `no test ran`. */
function sumOf(totals) {
  const words = totals.split(', ').filter((word) => word !== 'interrupted');
  return words.reduce((sum, word) => {
    const count = word === 'no test ran' ? '0' : /^(\d+) \w+/.exec(word)?.[1];
    expect(count !== undefined, `its last line has no totals: ${totals}`);
    return word.includes('of the files') ? sum : sum + Number(count);
  }, 0);
}

function lastLine(text) {
  expect(text.endsWith('\n'), 'its last line has no end');
  return text.trimEnd().split('\n').at(-1);
}

function expect(holds, what) {
  if (!holds) {
    throw new Error(what);
  }
}
