import type { Directive, DirectiveTable } from './directive.ts';

/**
 * Directives that put no bytes into the sections that a machine runs: debug information and listings.
 * They are read and have no effect.
 */
const withoutEffect: Directive = (_assembly, cursor) => void cursor.rest();

const names =
  'line ln linefile appfile func endfunc ' +
  'list nolist title sbttl psize eject gnu_attribute ' +
  'debug format noformat lflags llen name page plen nopage spc subtitle ttl xref';

export const noteDirectives: DirectiveTable = Object.fromEntries(
  names.split(' ').map((name) => [name, withoutEffect]),
);
