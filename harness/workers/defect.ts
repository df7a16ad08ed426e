import { inspect } from 'node:util';
import type { Plain } from '../collections/plain.ts';
import type { defectShape } from './defect-shape.ts';

/** An exception that is no HcallError, as another process is sent it. */
export type DefectReport = Plain<typeof defectShape>;

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
