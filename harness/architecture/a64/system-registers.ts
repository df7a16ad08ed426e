import { input, opaque } from '../../expression/expression.ts';
import { counterMask, eventCounterCount } from '../event-counters.ts';
import { registers } from '../registers.ts';
import type { SystemRegisterRow } from '../system-register-rows.ts';
import { systemRegisterRowOfAny } from '../system-register-rows.ts';
import { systemRegisters as names } from '../system-registers.ts';
import type { FieldRoles, Form, Location, Meaning, Value, Write } from './form.ts';
import { form } from './form.ts';
import type { Fields } from './pattern.ts';
import { flagsRegister, selectStackPointer, setFlagsRegister } from './processor-state.ts';
import type { FlagValues } from './values.ts';
import { encodingOf, systemAccess } from './system-access.ts';
import { systemLocation, systemLocations as locations } from './system-location.ts';
import {
  add,
  and,
  concat,
  constant,
  equal,
  extend,
  extract,
  ite,
  not,
  or,
  setFlags,
  setX,
  sub,
  x,
  xLocation,
} from './values.ts';

const register = (location: Location): Value => input<Location>(location, 64);

/** The rows of the registers that a state has, by location: whoever follows the writes drops what its processor does not have. */
const rows: ReadonlyMap<Location, SystemRegisterRow> = new Map(
  [...registers].flatMap(({ name, encoding }) => {
    const row = systemRegisterRowOfAny(name);
    const location = encoding === undefined ? (name as Location) : systemLocation(encoding);
    return row === undefined ? [] : [[location, row] as const];
  }),
);

const allBits = constant(-1n, 64);

/** The bits of a value that a register has: all of them, where a state does not have it. */
function existing(location: Location, value: Value): Value {
  const written = rows.get(location)?.written ?? allBits.value;
  return written === allBits.value ? value : and(value, constant(written, 64));
}

/** What a register holds after MSR writes the value. Its other bits are 0, or the ones that it keeps. */
function afterWrite(location: Location, value: Value): Value {
  const { written, ones } = rows.get(location) ?? { written: allBits.value, ones: 0n };
  if (written === 0n) {
    return register(location);
  }
  const fresh = existing(location, value);
  return ones === 0n ? fresh : or(fresh, and(register(location), constant(ones, 64)));
}

/** What MRS reads and MSR writes where it is not what the register's location holds. */
interface Special {
  readonly read?: () => Value;
  readonly write?: (value: Value) => readonly Write[];
}

const only = (location: Location, value: Value): readonly Write[] => [{ location, value }];

/** MSR, where it does no more than to write the register. */
const plainWrite = (location: Location, value: Value): readonly Write[] =>
  only(location, afterWrite(location, value));

/** What depends on how many event counters the level has: all of them at EL2, those below MDCR_EL2.HPMN elsewhere. */
function byCounters(valueOf: (counters: number) => bigint): Value {
  const ofAll = constant(valueOf(eventCounterCount), 64);
  const isEl2 = equal(extract(register(locations.currentEl), 3, 1), constant(1, 1));
  const first = extract(register(names.mdcr_el2), 0, 5);
  const ofFewer = Array.from(
    { length: eventCounterCount - 1 },
    (_, index) => index + 1,
  ).reduce<Value>(
    (rest, count) => ite(equal(first, constant(count, 5)), constant(valueOf(count), 64), rest),
    ofAll,
  );
  return ite(isEl2, ofAll, ofFewer);
}

const ofCounters = (value: Value): Value => and(value, byCounters(counterMask));

/** Bits that are set by one register and cleared by another, one for each counter. */
function bitsOf(location: Location): { readonly set: Special; readonly clear: Special } {
  const read = (): Value => ofCounters(register(location));
  return {
    set: { read, write: (value) => only(location, or(register(location), ofCounters(value))) },
    clear: {
      read,
      write: (value) => only(location, and(register(location), not(ofCounters(value)))),
    },
  };
}

const physicalCount = 's3_3_c14_c0_1';
const virtualOffset = 's3_4_c14_c0_3';
const virtualCount = (): Value => sub(register(physicalCount), register(virtualOffset));

/** A timer's TVAL: the 32 bits that its comparator is ahead of the counter. */
function timerValue(compare: Location, count: () => Value): Special {
  return {
    read: () => extend('zero-extend', extract(sub(register(compare), count()), 0, 32), 64),
    write: (value) => only(compare, add(count(), extend('sign-extend', extract(value, 0, 32), 64))),
  };
}

/** What identifies the processor is, at EL1, what EL2 says that it is. */
function identification(own: Location, virtual: Location): Special {
  const isEl1 = equal(extract(register(locations.currentEl), 2, 2), constant(1, 2));
  return { read: () => ite(isEl1, register(virtual), register(own)) };
}

/** A register that is one of several, which another one selects. */
function selected(location: Location, selector: Location): Special {
  const sources = [register(location), register(selector)];
  return {
    read: () => opaque('selected register', sources, 64),
    write: (value) => only(location, opaque('selected registers', [value, ...sources], 64)),
  };
}

const enabledCounters = bitsOf('s3_3_c9_c12_1');
const counterInterrupts = bitsOf('s3_0_c9_c14_1');
const counterOverflows = bitsOf('s3_3_c9_c12_3');

/** PMCR_EL0.N, bits 15:11. */
function counterControl(): Value {
  const others = constant(~0xf800n, 64);
  return or(
    and(register('s3_3_c9_c12_0'), others),
    byCounters((counters) => BigInt(counters) << 11n),
  );
}

/** PMCR_EL0: P and C read as zero, and C clears the cycle counter. */
function controlCounters(value: Value): readonly Write[] {
  const cycles = 's3_3_c9_c13_0';
  return [
    ...plainWrite('s3_3_c9_c12_0', value),
    ...only(cycles, ite(extract(value, 2, 1), constant(0, 64), register(cycles))),
  ];
}

/** DBGBCRn_EL1: BAS<1> and BAS<3>, bits 6 and 8, are copies of the bits below them (Arm ARM, D13.3.1). */
function breakpointControl(value: Value): Value {
  const part = (low: number, width: number): Value => extract(value, low, width);
  return [part(7, 1), part(7, 1), part(5, 1), part(5, 1), part(0, 5)].reduce(concat, part(9, 55));
}

/** DBGWVRn_EL1: bits 63:49 are copies of bit 48, and bits 1:0 are RES0 (Arm ARM, D13.3.11). */
function watchpointValue(value: Value): Value {
  return concat(extend('sign-extend', extract(value, 2, 47), 62), constant(0, 2));
}

const breakpoints = [0, 1, 2, 3, 4, 5].map((n): [Location, Special] => {
  const location: Location = `s2_0_c0_c${n}_5`;
  return [location, { write: (value) => only(location, breakpointControl(value)) }];
});
const watchpoints = [0, 1, 2, 3].map((n): [Location, Special] => {
  const location: Location = `s2_0_c0_c${n}_6`;
  return [location, { write: (value) => only(location, watchpointValue(value)) }];
});

const cacheSelector = 's3_2_c0_c0_0';
const counterSelector = 's3_3_c9_c12_5';
const errorSelector = 's3_0_c5_c3_1';

const errorRecords = [0, 1, 2, 3, 4, 5, 6].map(
  (op2) => [`s3_0_c5_c4_${op2}`, selected(`s3_0_c5_c4_${op2}`, errorSelector)] as const,
);

const specials: ReadonlyMap<string, Special> = new Map<string, Special>([
  [locations.nzcv, { read: flagsRegister, write: setFlagsRegister }],
  [locations.daif, { write: (value) => only(locations.daif, and(value, constant(0x3c0, 64))) }],
  [locations.spSel, { write: (value) => selectStackPointer(extract(value, 0, 1)) }],
  [names.midr_el1, identification(names.midr_el1, names.vpidr_el2)],
  [names.mpidr_el1, identification(names.mpidr_el1, names.vmpidr_el2)],
  ['s3_3_c9_c12_0', { read: counterControl, write: controlCounters }],
  ['s3_3_c9_c12_1', enabledCounters.set],
  ['s3_3_c9_c12_2', enabledCounters.clear],
  ['s3_0_c9_c14_1', counterInterrupts.set],
  ['s3_0_c9_c14_2', counterInterrupts.clear],
  ['s3_3_c9_c14_3', counterOverflows.set],
  ['s3_3_c9_c12_3', counterOverflows.clear],
  ['s3_3_c14_c0_2', { read: virtualCount }],
  ['s3_3_c14_c2_0', timerValue('s3_3_c14_c2_2', () => register(physicalCount))],
  ['s3_3_c14_c3_0', timerValue('s3_3_c14_c3_2', virtualCount)],
  ['s3_4_c14_c2_0', timerValue('s3_4_c14_c2_2', () => register(physicalCount))],
  ['s3_4_c14_c3_0', timerValue('s3_4_c14_c3_2', () => register(physicalCount))],
  ['s3_7_c14_c2_0', timerValue('s3_7_c14_c2_2', () => register(physicalCount))],
  ['s3_1_c0_c0_0', selected('s3_1_c0_c0_0', cacheSelector)],
  ['s3_1_c0_c0_2', selected('s3_1_c0_c0_2', cacheSelector)],
  ['s3_3_c9_c13_1', selected('s3_3_c9_c13_1', counterSelector)],
  ['s3_3_c9_c13_2', selected('s3_3_c9_c13_2', counterSelector)],
  ...errorRecords,
  ...breakpoints,
  ...watchpoints,
]);

/** FEAT_RNG: RNDR and RNDRRS, whose reads also set the flags. */
const randomNumbers: ReadonlySet<string> = new Set(['s3_3_c2_c4_0', 's3_3_c2_c4_1']);

function moveFrom(fields: Fields): Meaning {
  const { Rt = 0 } = fields;
  const location = systemLocation(encodingOf(fields));
  const system = systemAccess('mrs', fields);
  if (randomNumbers.has(location)) {
    const zero = constant(0, 1);
    const z: Value = opaque('no random number', [], 1);
    const flags: FlagValues = { n: zero, z, c: zero, v: zero };
    const number: Value = opaque('random number', [], 64);
    return { writes: [...setX(Rt, number), ...setFlags(flags)], system };
  }
  const value = specials.get(location)?.read?.() ?? register(location);
  return { writes: setX(Rt, value), system };
}

function moveTo(fields: Fields): Meaning {
  const location = systemLocation(encodingOf(fields));
  const value = x(fields['Rt'] ?? 0);
  return {
    writes: specials.get(location)?.write?.(value) ?? plainWrite(location, value),
    system: systemAccess('msr', fields),
  };
}

/** FPCR and FPSR, which are trapped as the instructions that use them. */
const isFloating = ({ o0, op1, CRn, CRm, op2 = 0 }: Fields): boolean =>
  o0 === 1 && op1 === 3 && CRn === 4 && CRm === 4 && op2 < 2;

const isMove = (fields: Fields): boolean => !isFloating(fields);

const moves = 'System register move';

/** The fields that name the register. */
const roles = (): FieldRoles => ({ o0: 'other', op2: 'other' });

const isEven = ({ Rt = 0 }: Fields): boolean => Rt % 2 === 0;

const pairMoves = 'System register pair move';

/** FEAT_D128: a register of 128 bits, of which only the lower half is a location. */
const pairForms: readonly Form[] = [
  form(
    'MSRR',
    '1101010101 0 1 o0 op1 CRn CRm op2 Rt',
    { group: pairMoves, feature: 'FEAT_D128', allocated: isEven, roles },
    (fields) => {
      const { Rt = 0 } = fields;
      const location = systemLocation(encodingOf(fields));
      return {
        writes: only(location, x(Rt)),
        alsoReads: [xLocation(Rt + 1)].filter((each) => each !== undefined),
      };
    },
  ),
  form(
    'MRRS',
    '1101010101 1 1 o0 op1 CRn CRm op2 Rt',
    { group: pairMoves, feature: 'FEAT_D128', allocated: isEven, roles },
    (fields) => {
      const { Rt = 0 } = fields;
      const value = register(systemLocation(encodingOf(fields)));
      return { writes: [...setX(Rt, value), ...setX(Rt + 1, opaque('upper half', [value], 64))] };
    },
  ),
];

/** By `op2`. */
const floatRegisters = ['fpcr', 'fpsr'] as const;

/** MSR and MRS: Arm ARM, C4.1.94. */
export const systemRegisters: readonly Form[] = [
  form(
    'MSR (register)',
    '110101010001 o0 op1 CRn CRm op2 Rt',
    {
      group: moves,
      allocated: isMove,
      roles,
      syntaxes: [{ text: 'msr system, X:Rt', fixed: {} }],
    },
    moveTo,
  ),
  form(
    'MSR (register) FPCR/FPSR',
    '110101010001 1 011 0100 0100 00 op2:1 Rt',
    {
      group: moves,
      fp: true,
      syntaxes: floatRegisters.map((name, op2) => ({ text: `msr =${name}, X:Rt`, fixed: { op2 } })),
    },
    (fields) => moveTo({ ...fields, o0: 1, op1: 3, CRn: 4, CRm: 4 }),
  ),
  form(
    'MRS',
    '110101010011 o0 op1 CRn CRm op2 Rt',
    {
      group: moves,
      allocated: isMove,
      roles,
      syntaxes: [{ text: 'mrs X:Rt, system', fixed: {} }],
    },
    moveFrom,
  ),
  form(
    'MRS FPCR/FPSR',
    '110101010011 1 011 0100 0100 00 op2:1 Rt',
    {
      group: moves,
      fp: true,
      syntaxes: floatRegisters.map((name, op2) => ({ text: `mrs X:Rt, =${name}`, fixed: { op2 } })),
    },
    (fields) => moveFrom({ ...fields, o0: 1, op1: 3, CRn: 4, CRm: 4 }),
  ),
  ...pairForms,
];
