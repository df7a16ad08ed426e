import type { Context, ContextCell, ContextUse, Region } from '../abi/abi.ts';
import { printExpected } from '../abi/expression-print.ts';
import { bytesOfRegister } from '../abi/register-values.ts';
import type { RegisterName } from '../architecture/registers.ts';
import { given } from '../collections/given.ts';
import { hexadecimal } from '../judge/finding.ts';

/** A region as abi.yaml has it: nothing of it is measured. */
export function regionShape({ at, size, access, pointers, context }: Region): object {
  return {
    at: printExpected(at),
    size: hexadecimal(BigInt(size)),
    ...(access === 'kept' ? {} : { [access]: 'true' }),
    ...(pointers.size === 0
      ? {}
      : {
          pointers: Object.fromEntries(
            [...pointers].map(([offset, name]) => [hexadecimal(BigInt(offset)), name]),
          ),
        }),
    ...given({ context: context && contextShape(context) }),
  };
}

/** Which contexts an operation or an exit deals with, as abi.yaml has it. */
export function contextUseShape({ saves, restores }: ContextUse): object {
  return given({ saves, restores });
}

/** Registers that follow each other are one range. */
function contextShape({ of, cells }: Context): object {
  const ranges: { first: RegisterName; last: RegisterName; cell: ContextCell; next: number }[] = [];
  for (const [register, cell] of cells) {
    const range = ranges.at(-1);
    if (
      range !== undefined &&
      follows(range.last, register) &&
      cell.offset === range.next &&
      cell.size === range.cell.size
    ) {
      range.last = register;
      range.next += cell.size;
    } else {
      ranges.push({ first: register, last: register, cell, next: cell.offset + cell.size });
    }
  }
  const registers = ranges.map(({ first, last, cell: { offset, size } }) => [
    first === last ? first : `${first}-${last}`,
    `${hexadecimal(BigInt(offset))}${size === bytesOfRegister(first) ? '' : `, ${size}`}`,
  ]);
  return { of, registers: Object.fromEntries(registers) as Record<string, string> };
}

/** Whether one is the register behind the other in a bank, as x1 is behind x0. */
function follows(before: RegisterName, register: RegisterName): boolean {
  const [, bank, number] = /^([xv])(\d+)$/.exec(before) ?? [];
  return number !== undefined && register === `${bank}${Number(number) + 1}`;
}
