import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { OneAtATime } from './one-at-a-time.ts';
import type { SmtLimits, SmtReply, SmtSolver } from './smt-solver.ts';
import { noAnswerReason, resetText, smtLimits } from './smt-solver.ts';

/** MiB that z3 may take. */
const mostMemory = 1024;
/** Characters of one answer: a model of all registers and of some pages of memory is a hundredth of it. */
const mostText = 16 * 1024 * 1024;

/** The program z3, which is kept from question to question and does not keep this process alive between them. */
export class SmtProcess implements SmtSolver {
  readonly #program: string;
  readonly #limits: SmtLimits;
  readonly #turns = new OneAtATime();
  #child: ChildProcessWithoutNullStreams | undefined;
  #count = 0;

  constructor(program: string, limits = smtLimits) {
    this.#program = program;
    this.#limits = limits;
  }

  ask(script: string): Promise<SmtReply> {
    return this.#turns.run(() => this.#answer(script));
  }

  close(): Promise<void> {
    return this.#turns.run(() => {
      this.#end();
      return Promise.resolve();
    });
  }

  #end(): void {
    this.#child?.kill('SIGKILL');
    this.#child = undefined;
  }

  #answer(script: string): Promise<SmtReply> {
    const child = (this.#child ??= start(this.#program));
    this.#count += 1;
    const end = `end of answer ${this.#count}`;
    return new Promise((resolve) => {
      const pieces: string[] = [];
      let length = 0;
      let tail = '';
      const finish = (reply: SmtReply): void => {
        clearTimeout(watchdog);
        child.stdout.removeListener('data', read);
        child.removeListener('close', died);
        child.removeListener('error', notStarted);
        resolve(reply);
      };
      const fail = (reason: string): void => {
        this.#end();
        finish({ kind: 'failed', reason });
      };
      const read = (piece: string): void => {
        pieces.push(piece);
        length += piece.length;
        // The last line may come in two pieces.
        tail = (tail + piece).slice(-(end.length + 1));
        if (tail === `${end}\n`) {
          finish({ kind: 'text', text: pieces.join('').slice(0, -tail.length) });
        } else if (length > mostText) {
          fail('the solver prints without an end');
        }
      };
      const died = (code: number | null, signal: string | null): void => {
        const how = code === null ? `by ${signal}` : `with exit code ${code}`;
        fail(`the solver ended ${how}`);
      };
      const notStarted = ({ message }: Error): void => {
        fail(`the solver does not run: ${message}`);
      };
      // This timer alone keeps Node alive, as long as an answer is awaited.
      const watchdog = setTimeout(() => {
        fail(noAnswerReason(this.#limits));
      }, this.#limits.time + this.#limits.grace);
      child.stdout.on('data', read);
      child.on('close', died);
      child.on('error', notStarted);
      child.stdin.write(`${resetText(this.#limits)}${script}\n(echo "${end}")\n`);
    });
  }
}

function start(program: string): ChildProcessWithoutNullStreams {
  const child = spawn(program, ['-in', '-smt2', `-memory:${mostMemory}`]);
  child.stdout.setEncoding('utf8');
  // That it died is reported by its end; what it says there is not asked for.
  child.stdin.on('error', () => undefined);
  child.on('error', () => undefined);
  child.stderr.resume();
  child.unref();
  for (const stream of [child.stdin, child.stdout, child.stderr]) {
    // A pipe of a child is a socket, which the types do not say.
    (stream as unknown as Socket).unref();
  }
  return child;
}
