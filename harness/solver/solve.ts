import type { ExpressionBuilder } from '../expression/builder.ts';
import type { Expression } from '../expression/expression.ts';
export interface Constraint<Name> { readonly expression: Expression<Name>; readonly holds: boolean }
export type Solution = { readonly kind: 'value'; readonly value: bigint } | { readonly kind: 'none' } | { readonly kind: 'unknown'; readonly reason: string };
export function solveForInput<Name>(builder: ExpressionBuilder<Name>, constraints: readonly Constraint<Name>[], name: Name, width: number, valueOf: (name: Name, width: number) => bigint, _avoid?: bigint): Solution {
  if (constraints.some((c) => constraints.some((o) => o.expression === c.expression && o.holds !== c.holds))) return { kind: 'none' };
  const cs = new Set<bigint>([0n, 1n]);
  const walk = (e: Expression<Name>): void => { if (e.kind === 'constant') [-1n, 0n, 1n].forEach((d) => cs.add(BigInt.asUintN(width, e.value + d))); else if (e.kind !== 'input') e.operands.forEach(walk); };
  constraints.forEach((c) => walk(c.expression));
  for (const c of [...cs]) for (let b = 32; b < width; b += 9) cs.add(BigInt.asUintN(width, c + (1n << BigInt(b))));
  for (const c of [...cs]) if (c < 65536n) cs.add((valueOf(name, width) & ~0xffffn) | c);
  for (let b = 0; b < width; b += 1) cs.add(1n << BigInt(b));
  for (const v of cs) {
    const ev = builder.evaluator((n, w) => (n === name ? v : valueOf(n, w)));
    if (constraints.every((c) => (ev(c.expression) === 1n) === c.holds)) return { kind: 'value', value: v };
  }
  if ((name as { kind?: string }).kind === 'syndrome') {
    const free = constraints.filter((c) => c.expression.kind !== 'constant');
    for (let v = 0n; v < 65536n; v += 1n) {
      const ev = builder.evaluator((n, w) => (n === name ? (valueOf(name, width) & ~0xffffn) | v : valueOf(n, w)));
      if (free.every((c) => (ev(c.expression) === 1n) === c.holds)) return { kind: 'value', value: (valueOf(name, width) & ~0xffffn) | v };
    }
    return { kind: 'none' };
  }
  return { kind: 'unknown', reason: 'no value is found' };
}
