import type { CommandDescription, OptionDescription } from '../command-description.ts';
import { argumentWords, optionNames, quoted, valueKind } from './words.ts';

/** The completion system of zsh 5. */
export function zshCompletion(commands: readonly CommandDescription[]): string {
  const described = commands.map(({ name, description }) =>
    quoted(`${name}:${description.replaceAll(':', String.raw`\:`)}`),
  );
  return `\
#compdef hcall
# zsh completion of hcall: put it into a file _hcall of a folder of $fpath, or source <(hcall completion zsh)
_hcall() {
  local curcontext=$curcontext state line
  typeset -A opt_args
  _arguments -C '(-h --help)'{-h,--help}'[print this help]' '(-V --version)'{-V,--version}'[print the version]' '1: :->command' '*:: :->rest'
  case $state in
    command)
      local -a commands=(
${described.map((line) => `        ${line}`).join('\n')}
      )
      _describe command commands
      ;;
    rest)
      case $line[1] in
${commands.map(commandCase).join('\n')}
      esac
      ;;
  esac
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then _hcall "$@"; else compdef _hcall hcall; fi
`;
}

function commandCase(command: CommandDescription): string {
  const specs = [...command.options.flatMap(optionSpecs), ...argumentSpecs(command)];
  return `        ${command.name}) _arguments ${specs.map((spec) => `\\\n          ${spec}`).join(' ')} ;;`;
}

function optionSpecs(option: OptionDescription): string[] {
  const text = option.description.replaceAll(/[[\]\\:]/g, String.raw`\$&`);
  const value = option.value === undefined ? '' : `:${option.value}:${action(option)}`;
  // Many options may be given again; none is hidden after its first time.
  return optionNames(option).map((name) => quoted(`*${name}[${text}]${value}`));
}

function action(option: OptionDescription): string {
  switch (valueKind(option)) {
    case 'choices':
      return `(${option.choices.join(' ')})`;
    case 'files':
      return '_files';
    case 'nothing':
      return ' ';
  }
}

function argumentSpecs(command: CommandDescription): string[] {
  const words = argumentWords(command);
  switch (words) {
    case 'files':
      return [quoted('*:file:_files')];
    case 'nothing':
      return [];
    default:
      return [quoted(`*:word:(${words.join(' ')})`)];
  }
}
