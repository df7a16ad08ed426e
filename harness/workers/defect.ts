import { inspect } from 'node:util';

/** An exception that is no HcallError, as another process is sent it. Plain data. */
export interface DefectReport {
  readonly message: string;
  /** With the stack and the causes, as Node.js prints it. */
  readonly text: string;
}

export function reportDefect(error: unknown): DefectReport {
  const message = error instanceof Error ? error.message : String(error);
  return { message, text: inspect(error) };
}

/** A defect of hcall itself, found by another process: it prints as the exception did there. */
export class Defect extends Error {
  constructor({ message, text }: DefectReport) {
    super(message);
    this.stack = text;
  }

  [inspect.custom](): string {
    return this.stack ?? this.message;
  }
}
