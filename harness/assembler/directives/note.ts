import type { Directive, DirectiveTable } from './directive.ts';

/**
 * Directives that put no bytes into the sections that a machine runs: debug information, listings, and the choice of a processor.
 * They are read and have no effect: every instruction that the encoder knows is allowed.
 */
const withoutEffect: Directive = (_assembly, cursor) => void cursor.rest();

const names = [
  'arch cpu arch_extension file loc loc_mark_labels line ln linefile appfile func endfunc version',
  'list nolist title sbttl psize eject stabs variant_pcs gnu_attribute symver tlsdesccall',
  'cfi_startproc cfi_endproc cfi_sections cfi_personality cfi_lsda cfi_def_cfa',
  'cfi_def_cfa_register cfi_def_cfa_offset cfi_adjust_cfa_offset cfi_offset cfi_rel_offset',
  'cfi_register cfi_restore cfi_undefined cfi_same_value cfi_remember_state cfi_restore_state',
  'cfi_return_column cfi_signal_frame cfi_window_save cfi_escape cfi_val_encoded_addr',
  'cfi_negate_ra_state cfi_b_key_frame cfi_mte_tagged_frame cfi_inline_lsda',
].join(' ');

const noteDirectives: DirectiveTable = Object.fromEntries(
  names.split(' ').map((name) => [name, withoutEffect]),
);

export { noteDirectives };
