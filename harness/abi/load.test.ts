import { describe, expect, test } from '@jest/globals';
import { installedState } from './installed-state.ts';
import { binary, constant, input } from '../expression/expression.ts';
import { Problems } from './document/problems.ts';
import { SourceText } from './document/source.ts';
import { loadAbi, readAbi } from './load.ts';

const exists = (path: string): boolean => !path.includes('missing');

function read(yaml: string) {
  return readAbi(new SourceText('mine/abi.yaml', yaml), '/abis/mine', exists);
}

/** `code line:column` of all that is wrong with a text. */
function mistakes(yaml: string): string[] {
  const problems = new Problems();
  problems.attempt(() => read(yaml));
  return problems.list.map(({ code, place }) => `${code} ${place?.line}:${place?.column}`);
}

const whole = `
selector: immediate
operations:
  CALL:
    number: 0
    inputs: { function: x0, first: x1, second: x2 }
    results: { x0: any }
    calls: function
    clobbers: [x1-x3, lr]
  SET: { number: abi_is_not_known_here, inputs: { base: x0 }, results: { vbar_el2: base & ~0x7ff } }
vectors:
  stub:
    files: [stub.S, ../common/entry.S]
    table: stub_vectors
    inputs: [vttbr_el2]
    state: { sctlr_el2: 0x30c5_0838, ttbr0_el2: phys(tables) + 1 }
    operations:
      CALL: { results: {}, calls: none, clobbers: [] }
  kvm:
    files: [entry.S]
    table: kvm_vectors
    clobbers: [x18]
    operations:
      SET:
        inputs: { base: x0, argument: x3 }
        results: { x0: any }
        calls: { input: base, arguments: [argument] }
clobbers: { handler: [x17, x18], caller: [x9] }
routines:
  call: { files: [call.S], operation: CALL }
  other: { files: [call.S] }
exits:
  leave: { outcome: guest-exit, may-change: [x0-x1] }
  emulated: { outcome: guest-exit, returns: next }
constants: { TRAP: 1, TOP: -1 }
includes: [../include]
defines: [SMP, VA_BITS=39]
`.replace('abi_is_not_known_here', '2');

describe('an ABI', () => {
  const abi = read(whole);

  test('has the name of its folder', () => {
    expect([abi.name, abi.directory]).toEqual(['mine', '/abis/mine']);
  });

  test('has operations', () => {
    expect(abi.operations.get('CALL')).toEqual({
      name: 'CALL',
      number: 0n,
      inputs: new Map([
        ['function', 'x0'],
        ['first', 'x1'],
        ['second', 'x2'],
      ]),
      results: new Map([
        ['x0', { value: { kind: 'any' }, place: { file: 'mine/abi.yaml', line: 7, column: 20 } }],
      ]),
      outcome: 'returned',
      calls: { input: 'function', arguments: ['first', 'second'] },
      clobbers: new Set(['x1', 'x2', 'x3', 'x30']),
    });
  });

  test('has results over the names of the inputs', () => {
    expect(abi.operations.get('SET')?.results.get('vbar_el2')?.value).toEqual(
      binary(
        'and',
        input({ kind: 'input', name: 'base' }, 64),
        constant(0xffff_ffff_ffff_f800n, 64),
      ),
    );
  });

  test('has vectors', () => {
    const stub = abi.vectors.get('stub');
    expect(stub).toMatchObject({
      name: 'stub',
      files: ['/abis/mine/stub.S', '/abis/common/entry.S'],
      table: 'stub_vectors',
      inputs: new Set(['vttbr_el2']),
    });
    expect(stub && installedState(stub.state, () => 0x1_4000_1000n)).toEqual(
      new Map([
        ['sctlr_el2', 0x30c5_0838n],
        ['ttbr0_el2', 0x1_4000_1001n],
      ]),
    );
  });

  test.each([
    ['stub', new Set(['x17', 'x18'])],
    ['kvm', new Set(['x18'])],
  ])('lets %s clobber its own, or the ABI’s', (name, expected) => {
    expect(abi.vectors.get(name)?.clobbers).toEqual(expected);
  });

  test('lets a table answer in another way, key by key', () => {
    expect(abi.vectors.get('stub')?.operations.get('CALL')).toMatchObject({
      number: 0n,
      inputs: new Map([
        ['function', 'x0'],
        ['first', 'x1'],
        ['second', 'x2'],
      ]),
      results: new Map(),
      calls: undefined,
      clobbers: new Set(),
    });
    expect(abi.vectors.get('kvm')?.operations.get('SET')).toMatchObject({
      number: 2n,
      calls: { input: 'base', arguments: ['argument'] },
    });
  });

  test('keeps the operations that a table does not override', () => {
    const kvm = abi.vectors.get('kvm');
    expect(kvm?.operations.get('CALL')).toBe(abi.operations.get('CALL'));
  });

  test('has routines, exits and constants', () => {
    expect(abi.routines.get('call')).toEqual({
      symbol: 'call',
      files: ['/abis/mine/call.S'],
      operation: 'CALL',
    });
    expect(abi.routines.get('other')?.operation).toBeUndefined();
    expect(abi.exits.get('leave')).toEqual({
      symbol: 'leave',
      place: { file: 'mine/abi.yaml', line: 33, column: 3 },
      outcome: 'guest-exit',
      mayChange: new Set(['x0', 'x1']),
      returns: undefined,
    });
    expect(abi.exits.get('emulated')?.returns).toBe('next');
    expect(abi.constants).toEqual(
      new Map([
        ['TRAP', 1n],
        ['TOP', 0xffff_ffff_ffff_ffffn],
      ]),
    );
  });

  test('has what the preprocessor and callers need', () => {
    expect(abi).toMatchObject({
      selector: { kind: 'immediate' },
      callerClobbers: new Set(['x9']),
      includes: ['/abis/include'],
      defines: ['SMP', 'VA_BITS=39'],
    });
  });

  test('may carry the number in a register, where one operation has none', () => {
    const yaml = `selector: { register: x0, immediate: 0xea1 }
operations: { GET: { number: 0 }, SET: { inputs: { base: x0 } }, ALSO: { inputs: { f: x0 } } }
vectors: {}
`;
    const { selector, operations } = read(yaml);
    expect(selector).toEqual({ kind: 'register', register: 'x0', immediate: 0xea1 });
    expect([...operations.values()].map(({ number }) => number)).toEqual([
      0n,
      undefined,
      undefined,
    ]);
  });
});

const start = 'selector: immediate\nvectors: {}\n';

/** An ABI whose third line is an operation. */
function operation(text: string): string {
  return `${start}operations: { A: ${text} }\n`;
}

/** An ABI whose fourth line is a vector table. */
function table(text: string): string {
  return `selector: immediate\noperations:\n  GET: { number: 1, inputs: { base: x0 } }\nvectors: { a: { files: [a.S], table: t, ${text} } }\n`;
}

describe('a mistake in an ABI', () => {
  test.each([
    ['nothing at all', '', ['wrong-kind 1:1']],
    ['no vectors', 'selector: immediate\noperations: {}\n', ['missing-key 1:1']],
    ['an unknown key', `${start}operations: {}\nclobber: {}\n`, ['unknown-key 4:1']],
    [
      'YAML that the format has not',
      `${start}operations: {}\nconstants: { A: ~ }\n`,
      ['yaml-null 4:17'],
    ],
    ['a list for a mapping', `${start}operations: []\n`, ['wrong-kind 3:13']],
    [
      'an unknown processor',
      'selector: immediate\noperations: {}\nvectors: {}\ncpu: cortex-a73\n',
      ['unknown-processor 4:6'],
    ],
    [
      'an unknown architecture',
      'selector: immediate\noperations: {}\nvectors: {}\nmarch: armv8.9-a\n',
      ['unknown-architecture 4:8'],
    ],
    [
      'an unknown selector',
      'selector: imediate\noperations: {}\nvectors: {}\n',
      ['unknown-selector 1:11'],
    ],
    [
      'an unknown selector register',
      'selector: { register: w0 }\noperations: {}\nvectors: {}\n',
      ['unknown-register 1:23'],
    ],
    [
      'a width of numbers',
      'selector: { register: x0, bits: 16 }\noperations: {}\nvectors: {}\n',
      ['unknown-selector 1:33'],
    ],
    [
      'a field that is upside down',
      'selector: { register: x0, bits: 24:29 }\noperations: {}\nvectors: {}\n',
      ['unknown-selector 1:33'],
    ],
    [
      'a field that is too high',
      'selector: { register: x0, bits: 64:60 }\noperations: {}\nvectors: {}\n',
      ['unknown-selector 1:33'],
    ],
    [
      'a number that does not fit its field',
      'selector: { register: x0, bits: 29:24 }\noperations: { A: { number: 64 } }\nvectors: {}\n',
      ['integer-out-of-range 2:28'],
    ],
    [
      'an outcome',
      'selector: immediate\noperations: { A: { number: 1, outcome: return } }\nvectors: {}\n',
      ['unknown-outcome 2:40'],
    ],
    [
      'a key of the selector',
      'selector: { registr: x0 }\noperations: {}\nvectors: {}\n',
      ['missing-key 1:11', 'unknown-key 1:13'],
    ],
    [
      'an immediate of 17 bits',
      'selector: { register: x0, immediate: 0x10000 }\noperations: {}\nvectors: {}\n',
      ['integer-out-of-range 1:38'],
    ],
    ['an operation without its number', operation('{}'), ['missing-key 3:18']],
    ['a number of 17 bits', operation('{ number: 65536 }'), ['integer-out-of-range 3:28']],
    ['a number that is none', operation('{ number: x0 }'), ['not-constant 3:28']],
    [
      'two equal numbers',
      `${start}operations: { A: { number: 1 }, B: { number: 0x1 } }\n`,
      ['duplicate-number 3:46'],
    ],
    [
      'an unknown register of an input',
      operation('{ number: 1, inputs: { base: x31 } }'),
      ['unknown-register 3:47'],
    ],
    [
      'an input named like a register',
      operation('{ number: 1, inputs: { x1: x0 } }'),
      ['reserved-name 3:41'],
    ],
    ['an input named any', operation('{ number: 1, inputs: { any: x0 } }'), ['reserved-name 3:41']],
    [
      'two inputs in one register',
      operation('{ number: 1, inputs: { a: x30, b: lr } }'),
      ['duplicate-register 3:52'],
    ],
    [
      'an unknown register of a result',
      operation('{ number: 1, results: { x31: any } }'),
      ['unknown-register 3:42'],
    ],
    [
      'a result twice',
      operation('{ number: 1, results: { x30: any, lr: any } }'),
      ['duplicate-register 3:52'],
    ],
    [
      'an unknown name in a result',
      operation('{ number: 1, results: { x0: base } }'),
      ['unknown-name 3:46'],
    ],
    [
      'a call of what is no input',
      operation('{ number: 1, calls: function }'),
      ['unknown-input 3:38'],
    ],
    [
      'an argument that is no input',
      operation('{ number: 1, inputs: { f: x0 }, calls: { input: f, arguments: [g] } }'),
      ['unknown-input 3:81'],
    ],
    [
      'nine arguments',
      operation(
        '{ number: 1, inputs: { f: x9, a: x0 }, calls: { input: f, arguments: [a, a, a, a, a, a, a, a, a] } }',
      ),
      ['too-many-arguments 3:87'],
    ],
    [
      'nine inputs that all are arguments',
      operation(
        '{ number: 1, inputs: { f: x9, a: x0, b: x1, c: x2, d: x3, e: x4, g: x5, h: x6, i: x7, j: x8 }, calls: f }',
      ),
      ['too-many-arguments 3:120'],
    ],
    [
      'a range that goes down',
      operation('{ number: 1, clobbers: [x3-x1] }'),
      ['register-range 3:42'],
    ],
    [
      'a range of two kinds',
      operation('{ number: 1, clobbers: [x0-v3] }'),
      ['register-range 3:42'],
    ],
    [
      'a range that goes too far',
      operation('{ number: 1, clobbers: [x29-x31] }'),
      ['unknown-register 3:42'],
    ],
    [
      'an input in the selector’s register',
      'selector: { register: x0 }\nvectors: {}\noperations: { A: { number: 1, inputs: { a: x0 } } }\n',
      ['selector-is-input 3:28'],
    ],
    [
      'a file that is not there',
      table('clobbers: []').replace('a.S', 'missing.S'),
      ['named-file-not-found 4:25'],
    ],
    ['no files', table('clobbers: []').replace('[a.S]', '[]'), ['empty-list 4:24']],
    [
      'an unknown operation of a table',
      table('operations: { GETT: {} }'),
      ['unknown-operation 4:55'],
    ],
    [
      'an override that drops an input',
      `${start.replace('{}', '{ a: { files: [a.S], table: t, operations: { A: { inputs: {} } } } }')}operations: { A: { number: 1, inputs: { b: x0 }, results: { x0: b } } }\n`,
      ['unknown-name 3:65'],
    ],
    ['an unknown register of the state', table('state: { sctlr: 0 }'), ['unknown-register 4:50']],
    ['a state that only a call knows', table('state: { sctlr_el2: x0 }'), ['not-constant 4:61']],
    [
      'an unknown operation of a routine',
      `${start}operations: {}\nroutines: { r: { files: [a.S], operation: A } }\n`,
      ['unknown-operation 4:43'],
    ],
    [
      'an unknown outcome',
      `${start}operations: {}\nexits: { e: { outcome: guest_exit } }\n`,
      ['unknown-outcome 4:24'],
    ],
    [
      'an unknown way to return',
      `${start}operations: {}\nexits: { e: { outcome: guest-exit, returns: behind } }\n`,
      ['unknown-resumption 4:45'],
    ],
    [
      'a return from where nothing returns',
      `${start}operations: {}\nexits: { e: { outcome: panicked, returns: next } }\n`,
      ['returns-without-return 4:34'],
    ],
    [
      'a constant that is none',
      `${start}operations: {}\nconstants: { A: 1, B: 0x, C: x0 }\n`,
      ['malformed-integer 4:23', 'not-constant 4:30'],
    ],
    [
      'a folder that is not there',
      `${start}operations: {}\nincludes: [missing]\n`,
      ['named-file-not-found 4:12'],
    ],
    [
      'a macro that is none',
      `${start}operations: {}\ndefines: [A, -DB]\n`,
      ['malformed-define 4:14'],
    ],
  ])('%s', (_, yaml, expected) => {
    expect(mistakes(yaml)).toEqual(expected);
  });

  test('is reported with all others of the file', () => {
    const yaml = whole
      .replace('x1-x3', 'x1-x99')
      .replace('TRAP: 1', 'TRAP: 01')
      .replace('CALL }', 'CAL }');
    expect(mistakes(yaml)).toEqual(['leading-zero 35:20']);
    expect(mistakes(yaml.replace('01', '1'))).toEqual([
      'unknown-register 9:16',
      'unknown-operation 30:39',
    ]);
  });

  test('shows the line and the likely fix', () => {
    const problems = new Problems();
    problems.attempt(() => read(`${start}operations: {}\nexit: {}\n`));
    expect(problems.list).toEqual([
      {
        code: 'unknown-key',
        severity: 'error',
        message: "unknown key 'exit'",
        place: { file: 'mine/abi.yaml', line: 4, column: 1 },
        excerpt: { text: 'exit: {}', length: 4 },
        note: "did you mean 'exits'?",
      },
    ]);
  });

  test.each([
    ['selector: imediate', "did you mean 'immediate'?"],
    ['selector: w8', 'known here: immediate, and { register: x8 } for a number in a register'],
    [
      'selector: function-id',
      'known here: immediate, and { register: x0 } for a number in a register',
    ],
  ])('%s: the error says what selectors there are', (selector, note) => {
    const problems = new Problems();
    problems.attempt(() => read(`${selector}\noperations: {}\nvectors: {}\n`));
    expect(problems.list).toMatchObject([{ code: 'unknown-selector', note }]);
  });

  test('says which inputs an expression may name', () => {
    const problems = new Problems();
    problems.attempt(() =>
      read(
        `${start}operations: { SUM: { number: 1, inputs: { a: x0 }, results: { x0: a + cc } } }\n`,
      ),
    );
    expect(problems.list).toMatchObject([
      { code: 'unknown-name', note: 'a register, or an input: a' },
    ]);
  });

  test('may be that there is no ABI', () => {
    expect(() => loadAbi('/nowhere/at/all')).toThrow("no ABI in '/nowhere/at/all'");
  });
});

/** An ABI whose fourth line is its regions. */
function withRegions(text: string): string {
  return `selector: immediate\noperations: { SEND: { number: 1, inputs: { message: x2 } } }\nvectors: {}\nregions: { ${text} }\n`;
}

describe('regions', () => {
  test('have an address, a size, and pointers to each other', () => {
    const { regions } = read(
      withRegions(
        'frame: { at: message, size: 0x20, pointers: { 0x18: vcpu } }, vcpu: { at: tpidr_el2 + 8, size: 1, may-change: true }',
      ),
    );
    expect([...regions.values()]).toEqual([
      {
        name: 'frame',
        at: input({ kind: 'input', name: 'message' }, 64),
        size: 0x20,
        access: 'kept',
        pointers: new Map([[0x18, 'vcpu']]),
        place: { file: 'mine/abi.yaml', line: 4, column: 25 },
      },
      {
        name: 'vcpu',
        at: binary(
          'add',
          input({ kind: 'register', register: 'tpidr_el2', when: 'before' }, 64),
          constant(8, 64),
        ),
        size: 1,
        access: 'may-change',
        pointers: new Map(),
        place: { file: 'mine/abi.yaml', line: 4, column: 86 },
      },
    ]);
  });

  test('are known to results', () => {
    const abi = read(
      `selector: immediate\noperations: { GET: { number: 1, results: { x0: vcpu + 8 } } }\nvectors: {}\nregions: { vcpu: { at: tpidr_el2, size: 16 } }\n`,
    );
    expect(abi.operations.get('GET')?.results.get('x0')?.value).toEqual(
      binary('add', input({ kind: 'region', name: 'vcpu' }, 64), constant(8, 64)),
    );
  });

  test.each([
    ['no address', 'r: { size: 8 }', ['missing-key 4:15']],
    ['no size', 'r: { at: x0 }', ['missing-key 4:15']],
    ['an unknown key', 'r: { at: x0, size: 8, pointer: {} }', ['unknown-key 4:34']],
    ['an unknown name', 'r: { at: x32, size: 8 }', ['unknown-name 4:21']],
    ['a value after the call', 'r: { at: after.x0, size: 8 }', ['misplaced-after 4:21']],
    ['any address', 'r: { at: any, size: 8 }', ['misplaced-any 4:21']],
    ['a vector register', 'r: { at: v0, size: 8 }', ['region-address 4:21']],
    ['a size of 0', 'r: { at: x0, size: 0 }', ['region-size 4:31']],
    ['a size of more than 64 KiB', 'r: { at: x0, size: 0x10001 }', ['region-size 4:31']],
    [
      'a size that is an unknown constant',
      'r: { at: x0, size: abi.SIZ }',
      ['unknown-constant 4:31'],
    ],
    ['a size that is a register', 'r: { at: x0, size: x1 }', ['not-constant 4:31']],
    ['another word than true', 'r: { at: x0, size: 8, may-change: yes }', ['not-a-boolean 4:46']],
    [
      'a cell that ends behind the region',
      'r: { at: x0, size: 15, pointers: { 8: r } }',
      ['region-pointer 4:47'],
    ],
    ['a cell across two', 'r: { at: x0, size: 16, pointers: { 4: r } }', ['region-pointer 4:47']],
    [
      'a cell that is written twice',
      'r: { at: x0, size: 16, pointers: { 8: r, 0x8: r } }',
      ['region-pointer 4:53'],
    ],
    [
      'a cell that points to no region',
      'r: { at: x0, size: 16, pointers: { 8: s } }',
      ['unknown-region 4:50'],
    ],
    ['the name of a register', 'x1: { at: x0, size: 8 }', ['reserved-name 4:12']],
    ['the name of an input', 'message: { at: x0, size: 8 }', ['reserved-name 4:12']],
    ['a name that is no word', 'a-b: { at: x0, size: 8 }', ['reserved-name 4:12']],
    [
      'what may change and is read-only',
      'r: { at: x0, size: 8, may-change: true, read-only: true }',
      ['region-access 4:52'],
    ],
    [
      'bytes of another',
      'r: { at: x0, size: 8 }, s: { at: x0 + 7, size: 1 }',
      ['region-overlap 4:45'],
    ],
    [
      'bytes of another behind it',
      'r: { at: 8 + x0, size: 8 }, s: { at: x0, size: 9 }',
      ['region-overlap 4:49'],
    ],
    [
      'bytes of another below it',
      'r: { at: x0, size: 8 }, s: { at: x0 - 4 - 4, size: 9 }',
      ['region-overlap 4:45'],
    ],
    [
      'the address of another',
      'r: { at: 0x1000, size: 8 }, s: { at: 0x1007, size: 1 }',
      ['region-overlap 4:49'],
    ],
    [
      'bytes of a symbol',
      'r: { at: phys(a), size: 8 }, s: { at: phys(a) + 4, size: 1 }',
      ['region-overlap 4:50'],
    ],
    [
      'no byte of another',
      'r: { at: x0, size: 8 }, s: { at: x0 + 8, size: 1 }, t: { at: x1, size: 8 }, v: { at: hyp(a), size: 9 }, w: { at: phys(a), size: 9 }',
      [],
    ],
    [
      'several mistakes',
      'r: { at: x32, size: 0 }, s: { at: x0, size: 0 }',
      ['unknown-name 4:21', 'region-size 4:32', 'region-size 4:56'],
    ],
  ])('with %s are refused', (_, text, expected) => {
    expect(mistakes(withRegions(text))).toEqual(expected);
  });
});
