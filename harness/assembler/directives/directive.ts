import type { Assembly } from '../assembly.ts';
import type { Cursor } from '../cursor.ts';

/** Carries out one directive; the cursor is behind its name. What it leaves unread is an error. */
export type Directive = (assembly: Assembly, cursor: Cursor) => void;

export type DirectiveTable = Readonly<Record<string, Directive>>;
