import type { CallbackPatch } from '../abi/patches.ts';
import { problem } from '../diagnostics/diagnostic.ts';
import { readNumber, readWord } from './option-values.ts';

const option = '--callback';

/** `NAME=0xd503201f,...`, `NAME=mask:MASK[,tag:TAG]` or `NAME=value:VALUE`. Throws `bad-option-value`. */
export function readCallbackOption(text: string): CallbackPatch {
  const [, callback = '', written = ''] = /^([A-Za-z_]\w*)=(.+)$/.exec(text) ?? [];
  if (callback === '') {
    throw problem('bad-option-value', `the value of ${option} is not NAME=WORDS: '${text}'`, {
      note: 'such as --callback kvm_update_va_mask=mask:0x7fffffffff',
    });
  }
  const parts = written.split(',');
  if (!written.includes(':')) {
    const words = parts.map((word) => readNumber(option, word, 0, 0xffff_ffff));
    return { callback, kind: 'words', words };
  }
  const named = new Map(
    parts.map((part): [string, string] => {
      const [name = '', value = ''] = part.split(':', 2);
      return [name, value];
    }),
  );
  const [first, second] = [...named.keys()];
  const value = named.get('value');
  if (value !== undefined && named.size === 1) {
    return { callback, kind: 'value', value: readWord(option, value) };
  }
  if (
    first === 'mask' &&
    named.size === parts.length &&
    (second ?? 'tag') === 'tag' &&
    parts.length < 3
  ) {
    const mask = readWord(option, named.get('mask') ?? '');
    return { callback, kind: 'mask', mask, tag: readWord(option, named.get('tag') ?? '0') };
  }
  throw problem('bad-option-value', `the value of ${option} is not known: '${text}'`, {
    note: 'after the =, mask:MASK[,tag:TAG], value:VALUE, or words with commas between them',
  });
}
