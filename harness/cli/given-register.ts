import { findRegister, suggestRegister } from '../abi/register.ts';
import type { RegisterName } from '../architecture/registers.ts';
import { problem } from '../diagnostics/diagnostic.ts';
import { readWord } from './option-values.ts';

/** `REGISTER=VALUE`: what a register holds before a call. Throws `bad-option-value`. */
export function readGiven(text: string): [RegisterName, bigint] {
  const [register, value] = readGivenName(text, 'REGISTER=VALUE');
  return [register, readWord(`--set ${register}`, value)];
}

/** The register of `REGISTER=...`, and what is behind it. Throws `bad-option-value`; `expected` says what it is not. */
export function readGivenName(text: string, expected: string): [RegisterName, string] {
  const [name = '', value, ...more] = text.split('=');
  if (value === undefined || more.length > 0) {
    throw problem('bad-option-value', `the value of --set is not ${expected}: '${text}'`);
  }
  const register = findRegister(name.toLowerCase());
  if (register === undefined) {
    throw problem('bad-option-value', `unknown register '${name}'`, {
      note: suggestRegister(name),
    });
  }
  if (register === 'pc') {
    throw problem('bad-option-value', 'pc cannot be set: it is where the call is made');
  }
  return [register, value];
}
