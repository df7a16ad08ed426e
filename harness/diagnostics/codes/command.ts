import type { CodeEntry } from './entry.ts';

/** Mistakes on the command line, in the project file and in the surroundings. */
export const commandCodes = {
  'bad-usage': {
    exit: 2,
    explanation:
      'The command line does not fit the command: an unknown command or option, a missing argument, or one too many. ' +
      '`hcall --help` lists the commands, `hcall COMMAND --help` the options of one, with examples. ' +
      'A value that begins with a hyphen is taken for an option: write --option=-1, or -- before a path.',
  },
  'bad-option-value': {
    exit: 2,
    explanation:
      'The value of an option is not of the kind that the option takes. Integers are written as in fixtures: decimal, 0x or 0b, ' +
      "with _ between digits where it helps; a register takes any 64-bit value, a negative one in two's complement.",
  },
  'path-not-found': {
    exit: 2,
    explanation:
      'A file or folder that the command line names does not exist, or cannot be read. Paths are taken relative to the current folder; ' +
      'the paths in hcall.yaml relative to the folder of that file. A folder of -I that is not there is only a warning, as build scripts ' +
      'name folders that some builds lack.',
  },
  'file-not-accessible': {
    exit: 2,
    explanation:
      'The system refuses an operation on a file or folder, for the reason that the message gives: its permissions forbid it, ' +
      'it is a folder where a file is wanted, or the disk is full.',
  },
  'blobs-do-not-fit': {
    exit: 2,
    explanation:
      '`hcall merge` makes one report of the shards of one run: every shard once, with the same tests, the same seed and the same number of shards. ' +
      'A shard that is missing is an error, since its tests would count as never there.',
  },
  'not-a-blob': {
    exit: 2,
    explanation:
      '`hcall merge` and --durations read what `hcall run --reporter blob --output FILE` wrote, of the same version.',
  },
  'damaged-blob': {
    exit: 2,
    explanation:
      'A line of a blob is not what a run writes, or the lines do not fit together: a test that has no end, a count at the end that is not that of ' +
      'the tests. A last line that is cut off is no damage: the run was killed, and counts as interrupted.',
  },
  'no-last-run': {
    exit: 2,
    explanation:
      '--rerun-failed runs the tests that failed in the last run in this folder. Which ones those were is kept among the user’s caches ' +
      '(HCALL_CACHE, else XDG_CACHE_HOME, else ~/.cache): there is no such record yet, it is damaged, or nothing is kept.',
  },
  'test-gone': {
    exit: 2,
    explanation:
      'A test that failed in the last run in this folder is in its fixture no longer, or the fixture is not there: it was renamed or removed. ' +
      '--rerun-failed cannot run it, and forgets it.',
  },
  'since-unknown': {
    exit: 2,
    explanation:
      '`--since REF` asks git which lines changed since a commit. The current folder must lie in a git checkout, and the commit must be in it: ' +
      'a shallow clone of a CI often lacks it (fetch more of the history).',
  },
  'git-missing': {
    exit: 3,
    explanation:
      '`--git` asks git for the files of a revision, and no program of that name can be started. ' +
      'Debian and Ubuntu: `sudo apt-get install git`.',
  },
  'not-a-work-tree': {
    exit: 2,
    explanation:
      '`--git REV PATH` compares a file of a git work tree with its version at another revision. The path lies in none: ' +
      'in no repository, in a bare one, or in one that git refuses to read for the reason that it gives.',
  },
  'unknown-revision': {
    exit: 2,
    explanation:
      'A revision is a commit, a branch or a tag, as `git log` takes them: HEAD, HEAD~3, v6.1, origin/main. ' +
      'A shallow clone of a CI often lacks the one that is meant (fetch more of the history).',
  },
  'not-in-revision': {
    exit: 2,
    explanation:
      'The revision has no file or folder of that path: it was added later, it had another name, or it is not in the work tree. ' +
      'Two files of different names are compared as `hcall compare OLD NEW`, the old one written by `git show REV:PATH > OLD`.',
  },
  'unreadable-revision': {
    exit: 2,
    explanation:
      'What the revision has at that path is not read: a symbolic link or a submodule, whose target is not in the revision, ' +
      'more than 256 MiB, or an object that an incomplete clone lacks.',
  },
  'output-not-writable': {
    exit: 2,
    explanation:
      'What the command should write cannot be written, for the reason that the message gives: its folder is not there, ' +
      'the permissions forbid it, the disk is full. A file appears when it is complete: one that was there before stays as it was, ' +
      'and other outputs of the same command are written.',
  },
  'not-a-result': {
    exit: 2,
    explanation:
      '`hcall report` reads what `--format json` of `sweep`, `compare`, `contract` and `prove` wrote, and what `--reporter json` of ' +
      '`run` wrote. This file cannot be read, is another kind of document, or was changed so that no command could have written it.',
  },
  'reporter-unusable': {
    exit: 2,
    explanation:
      'A reporter of your own is a module whose default export is a function: it takes the options of a reporter (`write`, `colour`, ' +
      '`readSource`, `serviceFile`) and returns an object with a method `handle(event)`, which is called with each event of the run, ' +
      'from `run-start` to `run-end`. This one could not be loaded, returned something else, or threw.',
  },
  'output-shared': {
    exit: 2,
    explanation:
      'Two outputs would go to one place, and their texts would mix: the same file, also by two names of it, or the standard output. ' +
      'Each --output belongs to the --reporter before it; only one reporter may go without: ' +
      '`hcall run --reporter spec --reporter junit --output report.xml`.',
  },
  'unknown-explain-code': {
    exit: 2,
    explanation:
      '`hcall explain` knows the codes that stand in brackets after `error`, the codes of findings, and those of notes. Without a code it lists them all.',
  },
  'already-there': {
    exit: 2,
    explanation:
      '`hcall init` writes over nothing: where one of its files is there already it writes none of them. `hcall init FOLDER` makes ' +
      'a project in a folder of its own, from which its parts can be taken; `--no-workflow` leaves out the workflow, of which a repository has one.',
  },
  'unknown-profile': {
    exit: 2,
    explanation:
      'A profile is a set of settings under `profiles:` in hcall.yaml, which `--profile NAME` puts before those of the file. ' +
      'The nearest hcall.yaml counts, from the current folder up to the root of the repository; it has no profile of this name, or there is none.',
  },
  'unknown-reporter': {
    exit: 2,
    explanation:
      '`reporters:` in hcall.yaml takes the names that --reporter takes, and paths of modules of your own: `./mine.js`, relative to that file. ' +
      '`hcall help run` lists the names.',
  },
  'no-fixtures': {
    exit: 2,
    explanation:
      'The folder holds no fixture: no .yaml file with `tests`, and no .S file with a comment that begins /* hcall:.',
  },
  'unknown-contract': {
    exit: 2,
    explanation:
      'Files of vectors follow an ABI: either they lie in a folder with an abi.yaml, or --abi gives its name. ' +
      'Without a contract nothing can be judged.',
  },
  'section-not-found': {
    exit: 2,
    explanation:
      'The file has no section of this name. `hcall asm FILE` prints the sections that it has.',
  },
} as const satisfies Record<string, CodeEntry>;
