import type { Expression } from './expression.ts';
import { calculate } from './operator.ts';
import type { Operator } from './operator.ts';
export class ExpressionBuilder<Name> {
  #n = new Map<string, Expression<Name>>();
  #ids = new Map<unknown, number>();
  #inputs = new Map<Expression<Name>, Set<Name>>();
  #id(x: unknown): number { let i = this.#ids.get(x); if (i === undefined) { i = this.#ids.size; this.#ids.set(x, i); } return i; }
  #get(k: string, m: () => Expression<Name>): Expression<Name> { let e = this.#n.get(k); if (!e) { e = m(); this.#n.set(k, e); } return e; }
  constant(v: bigint | number, width: number): Expression<Name> { const value = BigInt.asUintN(width, BigInt(v)); return this.#get(`c${value} ${width}`, () => ({ kind: 'constant', value, width })); }
  input(name: Name, width: number): Expression<Name> { return this.#get(`i${this.#id(name)}`, () => ({ kind: 'input', name, width })); }
  opaque(fn: string, operands: readonly Expression<Name>[], width: number): Expression<Name> { return this.#get(`o${fn} ${width} ${operands.map((o) => this.#id(o)).join()}`, () => ({ kind: 'opaque', function: fn, operands, width })); }
  operation(operator: Operator, ops: readonly Expression<Name>[], width: number, parameter = 0): Expression<Name> {
    if (ops.every((o) => o.kind === 'constant')) return this.constant(calculate(operator, ops.map((o) => (o as { value: bigint }).value), { width, widths: ops.map((o) => o.width), parameter }), width);
    const [a, b, c] = ops as [Expression<Name>, Expression<Name>, Expression<Name>];
    if (operator === 'eq' && a === b) return this.constant(1, 1);
    if ((operator === 'sub' || operator === 'xor') && a === b) return this.constant(0, width);
    if (operator === 'ite' && b === c) return b;
    if (operator === 'ite' && a.kind === 'constant') return a.value === 1n ? b : c;
    if (operator === 'extract') {
      if (parameter === 0 && width === a.width) return a;
      if (a.kind === 'operation' && a.operator === 'extract') return this.operation('extract', a.operands, width, parameter + a.parameter);
      if (a.kind === 'operation' && a.operator === 'concat') {
        const [h, l] = a.operands as [Expression<Name>, Expression<Name>];
        if (parameter + width <= l.width) return this.operation('extract', [l], width, parameter);
        if (parameter >= l.width) return this.operation('extract', [h], width, parameter - l.width);
        return this.concat(this.operation('extract', [h], width - (l.width - parameter), 0), this.operation('extract', [l], l.width - parameter, parameter));
      }
      if (a.kind === 'operation' && a.operator === 'zero-extend' && parameter + width <= (a.operands[0]?.width ?? 0)) return this.operation('extract', a.operands, width, parameter);
      if (a.kind === 'operation' && a.operator === 'and') return this.operation('and', a.operands.map((o) => this.operation('extract', [o], width, parameter)), width);
    }
    if (operator === 'zero-extend') return this.concat(this.constant(0, width - a.width), a);
    if (operator === 'concat') {
      const g = (x: Expression<Name>): [Expression<Name>, number] => x.kind === 'operation' && x.operator === 'extract' ? [x.operands[0] as Expression<Name>, x.parameter] : [x, 0];
      if (b.kind === 'operation' && b.operator === 'concat') return this.concat(this.concat(a, b.operands[0] as Expression<Name>), b.operands[1] as Expression<Name>);
      const top = a.kind === 'operation' && a.operator === 'concat' ? a.operands[1] as Expression<Name> : a;
      const [ha, la] = g(top); const [hb, lb] = g(b);
      if (ha === hb && la === lb + b.width && top.kind !== 'constant') { const j = this.operation('extract', [ha], top.width + b.width, lb); return top === a ? j : this.concat((a as unknown as { operands: Expression<Name>[] }).operands[0] as Expression<Name>, j); }
    }
    if (operator === 'add' && b.kind === 'constant') { if (b.value === 0n) return a; if (a.kind === 'operation' && a.operator === 'add' && a.operands[1]?.kind === 'constant') return this.operation('add', [a.operands[0] as Expression<Name>, this.constant(a.operands[1].value + b.value, width)], width); }
    if (operator === 'sub' && b.kind === 'constant') return this.operation('add', [a, this.constant(-b.value, width)], width);
    if (operator === 'and' && b.kind === 'constant' && b.value === (1n << BigInt(width)) - 1n) return a;
    return this.#get(`${operator} ${width} ${parameter} ${ops.map((o) => this.#id(o)).join()}`, () => ({ kind: 'operation', operator, operands: ops, width, parameter }));
  }
  binary(o: Operator, a: Expression<Name>, b: Expression<Name>): Expression<Name> { return this.operation(o, [a, b], a.width); }
  compare(o: Operator, a: Expression<Name>, b: Expression<Name>): Expression<Name> { return this.operation(o, [a, b], 1); }
  extract(a: Expression<Name>, low: number, width: number): Expression<Name> { return this.operation('extract', [a], width, low); }
  concat(a: Expression<Name>, b: Expression<Name>): Expression<Name> { return this.operation('concat', [a, b], a.width + b.width); }
  extend(o: Operator, a: Expression<Name>, width: number): Expression<Name> { return a.width === width ? a : this.operation(o, [a], width); }
  substitute<O>(e: Expression<O>, r: (name: O, width: number) => Expression<Name>): Expression<Name> {
    if (e.kind === 'constant') return this.constant(e.value, e.width);
    if (e.kind === 'input') return r(e.name, e.width);
    const ops = e.operands.map((o) => this.substitute(o, r));
    return e.kind === 'opaque' ? this.opaque(e.function, ops, e.width) : this.operation(e.operator, ops, e.width, e.parameter);
  }
  inputsOf(e: Expression<Name>): ReadonlySet<Name> {
    let s = this.#inputs.get(e);
    if (!s) { s = new Set(e.kind === 'input' ? [e.name] : e.kind === 'constant' ? [] : e.operands.flatMap((o) => [...this.inputsOf(o)])); this.#inputs.set(e, s); }
    return s;
  }
  isExact(e: Expression<Name>): boolean { return e.kind === 'opaque' ? false : e.kind === 'operation' ? e.operands.every((o) => this.isExact(o)) : true; }
  evaluator(valueOf: (name: Name, width: number) => bigint): (e: Expression<Name>) => bigint | undefined {
    const m = new Map<Expression<Name>, bigint | undefined>();
    const ev = (e: Expression<Name>): bigint | undefined => {
      if (m.has(e)) return m.get(e);
      let v: bigint | undefined;
      if (e.kind === 'constant') v = e.value; else if (e.kind === 'input') v = BigInt.asUintN(e.width, valueOf(e.name, e.width));
      else if (e.kind === 'operation') { const vs = e.operands.map(ev); v = vs.some((x) => x === undefined) ? undefined : calculate(e.operator, vs as bigint[], { width: e.width, widths: e.operands.map((o) => o.width), parameter: e.parameter }); }
      m.set(e, v); return v;
    };
    return ev;
  }
}
