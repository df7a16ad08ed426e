import type { Assembly } from '../assembly.ts';
import type { Cursor } from '../cursor.ts';

/** Carries out one directive; the cursor is behind its name. What it leaves unread is an error. */
type Directive = (assembly: Assembly, cursor: Cursor) => void;

type DirectiveTable = Readonly<Record<string, Directive>>;

export type { Directive, DirectiveTable };
