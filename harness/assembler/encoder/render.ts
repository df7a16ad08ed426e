import { conditionNames } from './tables/branches.ts';
import type { Operand } from './operand.ts';

const harmlessNames: ReadonlySet<string> = new Set([...conditionNames.flat(), 'vl']);

/**
 * The canonical text of operands for Keystone: numbers in decimal, lists spelled out, the registers' first names.
 * Undefined when an operand is a word that Keystone might take for a symbol.
 */
function renderOperands(operands: readonly Operand[]): string | undefined {
  const parts: string[] = [];
  for (const operand of operands) {
    const text = renderOperand(operand);
    if (text === undefined) return undefined;
    parts.push(text);
  }
  return parts.join(', ');
}

function renderOperand(operand: Operand): string | undefined {
  switch (operand.kind) {
    case 'register': {
      return renderRegister(operand);
    }
    case 'immediate':
      return `#${operand.value}`;
    case 'float':
      return operand.text.startsWith('#') ? operand.text : `#${operand.text}`;
    case 'modifier':
      return operand.amount === undefined ? operand.name : `${operand.name} #${operand.amount}`;
    case 'memory': {
      const parts = renderOperands([operand.base, ...operand.parts]);
      return parts === undefined ? undefined : `[${parts}]${operand.writeBack ? '!' : ''}`;
    }
    case 'list': {
      const element = operand.element === undefined ? '' : `[${operand.element}]`;
      return `{${operand.registers.map(renderRegister).join(', ')}}${element}`;
    }
    case 'name':
      break;
  }
  return harmlessNames.has(operand.text) ? operand.text : undefined;
}

function renderRegister(register: Operand & { kind: 'register' }): string {
  const { bank, number, stack, arrangement, element } = register;
  if (number === 31 && bank === 'x') return stack ? 'sp' : 'xzr';
  if (number === 31 && bank === 'w') return stack ? 'wsp' : 'wzr';
  const separator = bank === 'p' && 'mz'.includes(arrangement) ? '/' : '.';
  const suffix = arrangement === '' ? '' : `${separator}${arrangement}`;
  return `${bank}${number}${suffix}${element === undefined ? '' : `[${element}]`}`;
}

export { renderOperands };
