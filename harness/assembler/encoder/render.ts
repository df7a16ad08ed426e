import { conditionNames } from '../../architecture/a64/branches.ts';
import type { Operand } from './operand.ts';

/** Every spelling of a condition -> the one that Keystone knows. */
const conditions: ReadonlyMap<string, string> = new Map(
  conditionNames.flatMap((names) => names.map((name): [string, string] => [name, names[0]])),
);

/** Whether Keystone cannot take an operand for a symbol: it does that with every word that it does not know. */
export function isHarmless(operand: Operand): boolean {
  if (operand.kind === 'name') {
    return conditions.has(operand.text);
  }
  if (operand.kind === 'updated') {
    return false;
  }
  return operand.kind !== 'memory' || operand.parts.every(isHarmless);
}

/** The canonical text of operands for Keystone: numbers in decimal, lists spelled out, the registers' first names. */
export function renderOperands(operands: readonly Operand[]): string {
  return operands.map(renderOperand).join(', ');
}

function renderOperand(operand: Operand): string {
  switch (operand.kind) {
    case 'register':
      return renderRegister(operand);
    case 'immediate':
      return `#${operand.value}`;
    case 'float':
      return operand.text.startsWith('#') ? operand.text : `#${operand.text}`;
    case 'modifier':
      return operand.amount === undefined ? operand.name : `${operand.name} #${operand.amount}`;
    case 'memory':
      return `[${renderOperands([operand.base, ...operand.parts])}]${operand.writeBack ? '!' : ''}`;
    case 'list': {
      const element = operand.element === undefined ? '' : `[${operand.element}]`;
      return `{${operand.registers.map(renderRegister).join(', ')}}${element}`;
    }
    case 'updated':
      return operand.text;
    case 'name':
      return conditions.get(operand.text) ?? operand.text;
  }
}

function renderRegister(register: Operand & { kind: 'register' }): string {
  const { bank, number, stack, arrangement, element } = register;
  if (number === 31 && bank === 'x') {
    return stack ? 'sp' : 'xzr';
  }
  if (number === 31 && bank === 'w') {
    return stack ? 'wsp' : 'wzr';
  }
  const separator = bank === 'p' && 'mz'.includes(arrangement) ? '/' : '.';
  const suffix = arrangement === '' ? '' : `${separator}${arrangement}`;
  return `${bank}${number}${suffix}${element === undefined ? '' : `[${element}]`}`;
}
