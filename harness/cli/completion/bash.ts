import type { CommandDescription, OptionDescription } from '../command-description.ts';
import { argumentWords, optionNames, quoted, valueKind } from './words.ts';

/** Bash 4 and later; needs nothing of the bash-completion package. */
export function bashCompletion(commands: readonly CommandDescription[]): string {
  const names = commands.map(({ name }) => name);
  return `\
# bash completion of hcall: source <(hcall completion bash)
_hcall() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD - 1]} command= i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    if [[ \${COMP_WORDS[i]} != -* ]]; then command=\${COMP_WORDS[i]}; break; fi
  done
  case $command in
${commands.map(commandCase).join('\n')}
    *)
      mapfile -t COMPREPLY < <(compgen -W ${quoted([...names, '--help', '--version'].join(' '))} -- "$word")
      ;;
  esac
}
complete -o filenames -o bashdefault -F _hcall hcall
`;
}

function commandCase(command: CommandDescription): string {
  const words = command.options.flatMap(optionNames).join(' ');
  const values = command.options.filter(({ value }) => value !== undefined);
  return `\
    ${command.name})
      case $before in
${values.map(valueCase).join('\n')}
      esac
      if [[ $word == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W ${quoted(words)} -- "$word")
      else
        ${argumentsLine(command)}
      fi
      ;;`;
}

function valueCase(option: OptionDescription): string {
  const names = optionNames(option).join(' | ');
  switch (valueKind(option)) {
    case 'choices':
      return `        ${names}) mapfile -t COMPREPLY < <(compgen -W ${quoted(option.choices.join(' '))} -- "$word"); return ;;`;
    case 'files':
      return `        ${names}) mapfile -t COMPREPLY < <(compgen -f -- "$word"); return ;;`;
    case 'nothing':
      return `        ${names}) return ;;`;
  }
}

function argumentsLine(command: CommandDescription): string {
  const words = argumentWords(command);
  switch (words) {
    case 'files':
      return 'mapfile -t COMPREPLY < <(compgen -f -- "$word")';
    case 'nothing':
      return ':';
    default:
      return `mapfile -t COMPREPLY < <(compgen -W ${quoted(words.join(' '))} -- "$word")`;
  }
}
