/**
 * Where a value of a trace came from: the part of the page's script that has the expression of a register, and goes from it
 * back to what it was made of. An act is what wrote something: a step, or what came before one that no instruction did.
 */
export const traceOriginScript = String.raw`
const flagNames = new Set(['n', 'z', 'c', 'v']);
function registerOf(location) {
  return flagNames.has(location) ? 'pstate' : location;
}

/** Steps with what came before each, in order: step is the number, from 0, of the step that it is, or that comes after it. */
function actsOf({ steps, passages = [] }) {
  const acts = [];
  let next = 0;
  for (let step = 0; step <= steps.length; step += 1) {
    for (; next < passages.length && passages[next].n === step; next += 1) acts.push({ step, isStep: false, data: passages[next] });
    if (step < steps.length) acts.push({ step, isStep: true, data: steps[step] });
  }
  return acts;
}

/** Registers that an act wrote, as name, value, and what that was made of where it is no number. */
function writesOf({ c = [], g = [], x = [] }) {
  return [...[...c, ...g].map(([register, , after, source]) => [register, after, source]), ...x];
}

function hasWritten({ data }, { register, address, size }) {
  return register === undefined
    ? (data.w || []).some(([at, , width]) => overlaps(at, width, address, size))
    : writesOf(data).some(([name]) => name === register) || (data.q || []).some(([name]) => name === register);
}

function overlaps(a, sizeA, b, sizeB) {
  const [x, y] = [BigInt(a), BigInt(b)];
  return x < y + BigInt(sizeB) && y < x + BigInt(sizeA);
}

/** The last act before one that wrote a register, or memory; -1 where there is none. */
function writerOf(acts, before, wanted) {
  let index = before - 1;
  while (index >= 0 && !hasWritten(acts[index], wanted)) index -= 1;
  return index;
}

/** What the call made a register of, as of an act: an expression over what there was before the call. */
function expressionOf(view, at, register) {
  const { acts, call } = view;
  const writer = writerOf(acts, at + 1, { register });
  if (writer < 0) return 'as it was before the call';
  if (call.unknown) return call.unknown;
  const { data } = acts[writer];
  const again = (data.q || []).find(([name]) => name === register);
  if (again) return register + ' = ' + again[1];
  const [, value, source] = writesOf(data).findLast(([name]) => name === register);
  return register + ' = ' + (source === undefined ? value : source);
}

/** The acts that the value of a register as of an act came from, nearest first, and what they had from before the call. */
function originOf({ acts }, at, register) {
  const found = new Set();
  const asked = new Set();
  const inputs = new Set();
  const queue = [{ before: at + 1, wanted: { register } }];
  while (queue.length > 0 && found.size < 64) {
    const { before, wanted } = queue.shift();
    const writer = writerOf(acts, before, wanted);
    if (writer < 0) {
      inputs.add(wanted.register !== undefined ? wanted.register : 'memory at ' + wanted.address);
      continue;
    }
    found.add(writer);
    const { r = [], m = [], x = [] } = acts[writer].data;
    // What an exception writes is of the call itself: its syndrome, its return address.
    if (x.some(([register]) => register === wanted.register)) {
      if (/^spsr_el/.test(wanted.register)) queue.push({ before: writer, wanted: { register: 'pstate' } });
      continue;
    }
    const more = [...r.filter((location) => location !== 'pc').map((location) => ({ register: registerOf(location) })), ...m.map(([address, , size]) => ({ address, size }))];
    for (const each of more) {
      const name = writer + JSON.stringify(each);
      if (!asked.has(name)) queue.push({ before: writer, wanted: each });
      asked.add(name);
    }
  }
  return { found: [...found].sort((one, other) => other - one), inputs: [...inputs], isCut: queue.length > 0 };
}
`;
