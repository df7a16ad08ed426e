/*
 * Every immediate of a host's HVC, on the tables of the immediate ABI: as hcall sweeps, each call compared in every
 * register and in memory, against a C program that looks only for the handler that was reached. Both run the same
 * machine code, and must find the same map.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { resolveVectors } from '../../dist/run/vectors.js';
import { openProber, openAnalysisService } from '../../dist/sweep/service.js';
import { openTools } from '../../dist/run/tools.js';

const checkout = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '../..');
const written = { names: ['immediate'], cwd: '/', abiFolders: [join(checkout, 'asm')] };
const tools = { seed: 1, includes: [], defines: [], budget: 2000 };
const rounds = 3;
const immediates = 0x1_0000;

const text = (address) => `0x${address.toString(16)}`;

export const sweptTables = ['stub', 'kvm'];

/** How the C program names what hcall finds. */
const results = new Map([
  ['nothing', 'nothing'],
  ['x0 = VBAR_EL2', 'get'],
  ['VBAR_EL2 = x0', 'set'],
  ['calls x0 & 0x7fffffffff with x1, x2, x3', 'call'],
]);

function tableOf(name) {
  return resolveVectors(written).tables.find((table) => table.name === name);
}

/** The machine code of a table in a file, and the addresses that the C program needs. */
async function exportTable(name, folder) {
  const { builder } = await openTools(tools);
  try {
    const { session, prober } = openProber(builder, tableOf(name), tools);
    const { sections } = session.image;
    const base = sections.map(({ address }) => address).reduce((a, b) => (a < b ? a : b));
    const end = sections
      .map(({ address, bytes }) => address + BigInt(bytes.length))
      .reduce((a, b) => (a > b ? a : b));
    const image = new Uint8Array(Number(end) - Number(base));
    for (const { address, bytes } of sections) {
      image.set(bytes, Number(address) - Number(base));
    }
    const file = join(folder, `${name}.bin`);
    writeFileSync(file, image);
    const functionAt = session.address('hyp_function', 'phys');
    const x0 = session.address('hyp_function', 'link');
    return { args: [file, text(base), text(prober.setting.table), text(functionAt)], x0: text(x0) };
  } finally {
    builder.close();
  }
}

function requestOf(name, x0, range) {
  const registers = [['x0', [[x0, x0]]]];
  const scope = { exhaustive: true, traces: false, registers, immediates: [range] };
  const work = { kind: 'sweep', part: { caller: 'host' }, scope };
  return { table: tableOf(name), work };
}

/** The immediates of `immediate = 0x1, 0x3-0x5`, or of `!=`; all of `always`. */
function immediatesOf(when) {
  const [, operator, list] = /^immediate (!?=) (.*)$/.exec(when) ?? [];
  const ranges = (list?.split(', ') ?? []).map((range) => range.split('-').map(Number));
  const isListed = (immediate) =>
    ranges.some(([from, to = from]) => immediate >= from && immediate <= to);
  return (immediate) => operator === undefined || isListed(immediate) === (operator === '=');
}

/** Neighbouring immediates that do the same, in the words of the C program. */
function mapOf({ classes, behaviours }) {
  const known = classes.map(({ when, behaviour }) => ({
    has: immediatesOf(when),
    name: results.get(behaviours[behaviour].name) ?? 'other',
  }));
  const map = [];
  for (let immediate = 0; immediate < immediates; immediate += 1) {
    const name = known.find(({ has }) => has(immediate))?.name ?? 'none';
    const last = map.at(-1);
    if (last?.name === name) {
      last.to = immediate;
    } else {
      map.push({ from: immediate, to: immediate, name });
    }
  }
  return map.map(({ from, to, name }) => `${from} ${to} ${name}`);
}

/** Calls a second, and the map. */
async function sweepOnce(service, table, x0) {
  const begin = performance.now();
  let result;
  await service.handle(requestOf(table, x0, ['0x0', '0xffff']), async (message) => {
    result = message;
  });
  const seconds = (performance.now() - begin) / 1000;
  if (result.behaviours.some(({ proved }) => !proved)) {
    throw new Error('an executed HVC does not do what hcall says');
  }
  return { callsPerSecond: immediates / seconds, map: mapOf(result) };
}

/** For each table, calls a second of hcall and of the C program, which `runPeer` runs; they take turns. */
export async function measureSweeps(folder, runPeer) {
  const service = await openAnalysisService(tools);
  try {
    const measured = {};
    for (const table of sweptTables) {
      const { args, x0 } = await exportTable(table, folder);
      await service.handle(requestOf(table, x0, ['0x0', '0x0']), async () => {});
      const samples = { hcall: [], c: [] };
      for (let round = 0; round < rounds; round += 1) {
        const own = await sweepOnce(service, table, x0);
        const [nanoseconds, ...map] = runPeer(['1', ...args]);
        if (map.join() !== own.map.join()) {
          throw new Error(`C finds ${map.join('; ')} where hcall finds ${own.map.join('; ')}`);
        }
        samples.hcall.push(own.callsPerSecond);
        samples.c.push(1e9 / Number(nanoseconds));
      }
      measured[table] = samples;
    }
    return measured;
  } finally {
    service.close();
  }
}
