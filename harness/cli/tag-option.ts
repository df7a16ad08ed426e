import { Option } from 'commander';
import { parseSelection } from '../run/selection-expression.ts';
import { gather } from './option-values.ts';

/** The option that chooses tests by their tags. A value that is no expression is refused before anything is read. */
export function tagOption(): Option {
  return new Option(
    '--tag <tag>',
    'only tests with this tag; several are joined by and, or, not; may be given again',
  ).argParser((text: string, before: readonly string[] | undefined) => {
    parseSelection('--tag', text, (tag) => tag);
    return gather(text, before);
  });
}
