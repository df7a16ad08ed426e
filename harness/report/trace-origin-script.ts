/** Where a value of a trace came from: the part of the page's script that goes from a register back to what it was made of. */
export const traceOriginScript = String.raw`
const flagNames = new Set(['n', 'z', 'c', 'v']);
function registerOf(location) {
  return flagNames.has(location) ? 'pstate' : location;
}

/** The last step before 'number' that wrote it: a register, or the memory of a load. */
function writerOf(call, number, wanted) {
  for (let index = number - 1; index >= 0; index -= 1) {
    const hit = wanted.register !== undefined
      ? writesOf(call.steps[index]).some(([register]) => register === wanted.register)
      : (call.steps[index].w || []).some(([address, , size]) => overlaps(address, size, wanted.address, wanted.size));
    if (hit) return index;
  }
  return undefined;
}

function overlaps(a, sizeA, b, sizeB) {
  const [x, y] = [BigInt(a), BigInt(b)];
  return x < y + BigInt(sizeB) && y < x + BigInt(sizeA);
}

/** The steps that the value of a register after a step came from, nearest first. */
function originOf(call, number, register) {
  const found = new Set();
  const asked = new Set();
  const inputs = new Set();
  const queue = [{ at: number + 1, wanted: { register } }];
  while (queue.length > 0 && found.size < 64) {
    const { at, wanted } = queue.shift();
    const writer = writerOf(call, at, wanted);
    if (writer === undefined) {
      inputs.add(wanted.register !== undefined ? wanted.register : 'memory at ' + wanted.address);
      continue;
    }
    found.add(writer);
    const { r = [], m = [], x = [] } = call.steps[writer];
    // What an exception writes is of the call itself: its syndrome, its return address.
    if (x.some(([register]) => register === wanted.register)) {
      if (/^spsr_el/.test(wanted.register)) queue.push({ at: writer, wanted: { register: 'pstate' } });
      continue;
    }
    const more = [...r.map((location) => ({ register: registerOf(location) })), ...m.map(([address, , size]) => ({ address, size }))];
    for (const each of more) {
      const name = writer + JSON.stringify(each);
      if (!asked.has(name)) queue.push({ at: writer, wanted: each });
      asked.add(name);
    }
  }
  return { steps: [...found].sort((one, other) => other - one), inputs: [...inputs] };
}
`;
