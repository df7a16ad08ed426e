/**
 * Draws the traces of a page from the data in it. Plain JavaScript of 2020, which browsers run as it is. A step is named by
 * its trace, its call and its number, as in the address `#trace-1-12`; each text goes in as text.
 */
export const tracePageScript = String.raw`
const { traces, difference, bits } = JSON.parse(document.getElementById('data').textContent);
const root = document.getElementById('traces');
const make = (tag, kind, text) => {
  const element = document.createElement(tag);
  if (kind) element.className = kind;
  if (text !== undefined) element.textContent = text;
  return element;
};
const chunkSize = 200;
const views = [];
let current;

const flagNames = { n: 31, z: 30, c: 29, v: 28 };
function pstateText(value) {
  const number = BigInt(value);
  const set = bits.filter(([, bit]) => (number >> BigInt(bit)) & 1n).map(([name]) => name.length === 1 ? name.toUpperCase() : name);
  const mode = number & 0x1fn;
  const level = mode & 0x10n ? 'AArch32' : 'EL' + (mode >> 2n) + (mode & 1n ? 'h' : 't');
  return value + ' = ' + [level, ...set].join(' ');
}

/** Of registers at a step: those before it, and what every step up to it changed. */
function stateAt(call, number) {
  const state = new Map(Object.entries(call.start));
  for (let index = 0; index <= number; index += 1) {
    for (const [register, , after] of call.steps[index].c || []) state.set(register, after);
  }
  return state;
}

function registerOf(location) {
  return location in flagNames ? 'pstate' : location;
}

/** The last step before 'number' that wrote it: a register, or the memory of a load. */
function writerOf(call, number, wanted) {
  for (let index = number - 1; index >= 0; index -= 1) {
    const { c = [], w = [] } = call.steps[index];
    const hit = wanted.register !== undefined
      ? c.some(([register]) => register === wanted.register)
      : w.some(([address, , size]) => overlaps(address, size, wanted.address, wanted.size));
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
  const found = new Map();
  const inputs = [];
  const queue = [{ at: number + 1, wanted: { register } }];
  while (queue.length > 0 && found.size < 64) {
    const { at, wanted } = queue.shift();
    const writer = writerOf(call, at, wanted);
    if (writer === undefined) {
      const name = wanted.register !== undefined ? wanted.register : 'memory at ' + wanted.address;
      if (!inputs.includes(name)) inputs.push(name);
      continue;
    }
    if (found.has(writer)) continue;
    found.set(writer, true);
    const { r = [], m = [] } = call.steps[writer];
    for (const location of r) queue.push({ at: writer, wanted: { register: registerOf(location) } });
    for (const [address, , size] of m) queue.push({ at: writer, wanted: { address, size } });
  }
  return { steps: [...found.keys()].sort((one, other) => other - one), inputs };
}

function stepRow(view, step, number) {
  const row = make('div', 'step');
  row.id = view.id + '-' + (number + 1);
  const level = make('span', 'level');
  level.title = 'EL' + step.l;
  for (let index = 0; index < 4; index += 1) level.append(make('i', index === step.l ? 'here' : ''));
  row.append(make('span', 'number', String(number + 1)), level, make('span', 'where', step.s || step.a), make('span', 'instruction', step.i), make('span', 'source', step.p ? step.p + '  ' + (step.t || '') : ''));
  for (const [register, before, after] of step.c || []) row.append(make('span', 'effect', register + ' ' + before + ' -> ' + after));
  for (const [address, place, size, before, after] of step.w || []) row.append(make('span', 'effect', size + ' bytes at ' + (place || address) + ' ' + before + ' -> ' + after));
  if (step.e) row.append(make('span', 'more', step.e));
  row.addEventListener('click', () => select(view, number, false));
  return row;
}

function drawCall(trace, traceNumber, call, callNumber, holder) {
  const view = { id: trace.anchor + '-' + (callNumber + 1), traceNumber, callNumber, call, rows: [], at: -1 };
  if (trace.calls.length > 1) holder.append(make('h3', '', 'Call ' + (callNumber + 1)));
  const grid = make('div', 'call');
  const list = make('div', 'steps');
  list.tabIndex = 0;
  list.setAttribute('role', 'region');
  list.setAttribute('aria-label', 'Instructions of ' + trace.name);
  for (let from = 0; from < call.steps.length; from += chunkSize) {
    const chunk = make('div', 'chunk');
    call.steps.slice(from, from + chunkSize).forEach((step, index) => {
      const row = stepRow(view, step, from + index);
      view.rows.push(row);
      chunk.append(row);
    });
    list.append(chunk);
  }
  if (difference && difference.call === callNumber + 1) view.rows[difference.step - 1]?.classList.add('differs');
  view.panel = make('div', 'panel');
  view.panel.tabIndex = 0;
  view.panel.setAttribute('role', 'region');
  view.panel.setAttribute('aria-label', 'Registers of ' + trace.name);
  grid.append(list, view.panel);
  holder.append(grid, make('p', '', call.end + ' after ' + call.steps.length + ' instructions'));
  if (call.exception) holder.append(make('p', 'warn', call.exception));
  views.push(view);
  if (call.steps.length > 0) drawPanel(view, 0);
}

function rowOf(name, value, changed, onClick) {
  const row = make('tr', changed ? 'changed' : '');
  const cell = make('td');
  const button = make('button', 'link', name);
  button.title = 'where its value came from';
  button.addEventListener('click', onClick);
  cell.append(button);
  row.append(cell, make('td', '', value));
  return row;
}

function drawPanel(view, number) {
  const { call, panel } = view;
  const step = call.steps[number];
  const state = stateAt(call, number);
  const changed = new Set((step.c || []).map(([register]) => register));
  panel.replaceChildren(make('h3', '', 'After step ' + (number + 1)), make('p', 'code', step.i));
  const table = make('table');
  const order = [...state.keys()].sort((one, other) => (changed.has(other) ? 1 : 0) - (changed.has(one) ? 1 : 0));
  for (const register of order) {
    const value = state.get(register);
    table.append(rowOf(register, register === 'pstate' ? pstateText(value) : value, changed.has(register), () => showOrigin(view, number, register)));
  }
  const memory = [...(step.m || []).map(([address, place, size, value]) => 'loads ' + size + ' bytes at ' + (place || address) + ': ' + value), ...(step.w || []).map(([address, place, size, , after]) => 'stores ' + size + ' bytes at ' + (place || address) + ': ' + after)];
  for (const line of memory) panel.append(make('p', 'code', line));
  view.origin = make('div');
  panel.append(view.origin, table);
}

function showOrigin(view, number, register) {
  for (const row of view.rows) row.classList.remove('origin');
  const { steps, inputs } = originOf(view.call, number, register);
  view.origin.replaceChildren(make('h3', '', 'Where ' + register + ' came from'));
  for (const index of steps) {
    view.rows[index].classList.add('origin');
    const line = make('p', 'code');
    const button = make('button', 'link', (index + 1) + '  ' + view.call.steps[index].i);
    button.addEventListener('click', () => select(view, index, true));
    line.append(button);
    view.origin.append(line);
  }
  if (inputs.length > 0) view.origin.append(make('p', '', 'from before the call: ' + inputs.join(', ')));
}

function select(view, number, scroll) {
  if (number < 0 || number >= view.rows.length) return;
  for (const other of views) other.rows[other.at]?.classList.remove('selected');
  view.at = number;
  view.rows[number].classList.add('selected');
  current = view;
  drawPanel(view, number);
  history.replaceState(null, '', '#' + view.rows[number].id);
  if (scroll) view.rows[number].scrollIntoView({ block: 'nearest' });
}

function writeFrom(view, direction) {
  for (let index = view.at + direction; index >= 0 && index < view.call.steps.length; index += direction) {
    const { c = [], w = [] } = view.call.steps[index];
    if (c.length + w.length > 0) return index;
  }
  return view.at;
}

addEventListener('keydown', (event) => {
  const view = current || views[0];
  if (!view || event.ctrlKey || event.metaKey || event.altKey) return;
  const target = { ArrowDown: view.at + 1, j: view.at + 1, ArrowUp: view.at - 1, k: view.at - 1, n: writeFrom(view, 1), p: writeFrom(view, -1), Home: 0, End: view.rows.length - 1 }[event.key];
  if (target === undefined) return;
  event.preventDefault();
  select(view, target, true);
});

traces.forEach((trace, traceNumber) => {
  const holder = make('section', 'trace');
  holder.append(make('h2', '', trace.name));
  trace.calls.forEach((call, callNumber) => drawCall(trace, traceNumber, call, callNumber, holder));
  root.append(holder);
});
for (const button of document.querySelectorAll('button[data-find]')) {
  button.addEventListener('click', () => {
    for (const view of views.filter(({ id }) => id.startsWith(button.dataset.trace + '-'))) {
      const number = view.call.steps.findIndex(({ a }) => a === button.dataset.find);
      if (number >= 0) { select(view, number, true); return; }
    }
  });
}
const named = views.flatMap((view) => view.rows.map((row, number) => ({ view, row, number }))).find(({ row }) => '#' + row.id === location.hash);
if (named) select(named.view, named.number, true);
else if (difference) for (const view of views) { if (view.callNumber + 1 === difference.call) view.rows[difference.step - 1]?.scrollIntoView({ block: 'center' }); }
`;
