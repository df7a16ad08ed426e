/** What `hcall explain CODE` says about a diagnostic, and the exit code that it leads to. */
export interface CodeEntry {
  /** 1: guest code did something wrong. 2: bad usage, fixture or source. 3: an engine or a tool is missing. */
  readonly exit: 1 | 2 | 3;
  /** A few sentences: what it means, why it is an error, how to fix it. */
  readonly explanation: string;
}
