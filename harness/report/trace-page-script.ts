import { traceOriginScript } from './trace-origin-script.ts';

/**
 * Draws the traces of a page from the data in it. Plain JavaScript of 2020, which browsers run as it is. A step is named by
 * its trace, its call and its number, as in the address `#t1-1-12`; each text goes in as text.
 */
export const tracePageScript = String.raw`
const { traces, difference, bits, classes } = JSON.parse(document.getElementById('data').textContent);
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

${traceOriginScript}
function pstateText(number) {
  const set = bits.filter(([, bit]) => (number >> BigInt(bit)) & 1n).map(([name]) => name.length === 1 ? name.toUpperCase() : name);
  const mode = number & 0x1fn;
  const level = mode & 0x10n ? 'AArch32' : 'EL' + (mode >> 2n) + (mode & 1n ? 'h' : 't');
  const flags = set.filter((name) => 'NZCV'.includes(name)).join('');
  const masks = set.filter((name) => 'DAIF'.includes(name)).join('');
  const others = set.filter((name) => !'NZCVDAIF'.includes(name) && name !== 'nRW');
  return [level, flags, masks && masks + ' masked', ...others].filter(Boolean).join(' ');
}

/** What a value is, where that is known: PSTATE, an exception class, a place that the call comes to. */
function meaningOf(view, register, value) {
  const number = BigInt(value);
  if (register === 'pstate' || register.startsWith('spsr_el')) return pstateText(number);
  if (/^esr_el\d$/.test(register)) return classes[Number((number >> 26n) & 0x3fn)] || '';
  return view.places.get(value) || '';
}

function valueText(view, register, value) {
  const meaning = meaningOf(view, register, value);
  return meaning ? value + ' = ' + meaning : value;
}

/** Of registers after a step: those before the call, and what every act up to it wrote. */
function stateAt({ call, acts }, number) {
  const state = new Map(Object.entries(call.start));
  for (const { step, isStep, data } of acts) {
    for (const [register, value] of writesOf(data)) state.set(register, value);
    if (isStep && step === number) break;
  }
  return state;
}

function effectRows(view, { c = [], w = [], e, x = [] }) {
  const made = (register, source) => source === undefined || /^(pstate|spsr_el\d)$/.test(register) ? '' : '  = ' + source;
  return [
    ...c.map(([register, before, after, source]) => make('span', 'effect', register + '  ' + valueText(view, register, before) + '  \u2192  ' + valueText(view, register, after) + made(register, source))),
    ...w.map(([address, place, size, before, after, source]) => make('span', 'effect', size + (size === 1 ? ' byte' : ' bytes') + ' at ' + (place || address) + '  ' + before + '  \u2192  ' + after + made('', source))),
    ...(e ? [make('span', 'more', e)] : []),
    ...(x.length > 0 ? [make('span', 'effect', x.map(([register, value]) => register + ' ' + valueText(view, register, value)).join(', '))] : []),
  ];
}

/** What no instruction did: a row that is not stepped to. */
function passageRow(view, passage) {
  const row = make('div', 'step passage');
  row.append(make('span', 'more', passage.i), ...(passage.u ? [make('span', 'effect', 'leaves anything in ' + passage.u)] : []), ...effectRows(view, passage));
  return row;
}

function stepRow(view, step, number) {
  const row = make('div', 'step');
  row.id = view.id + '-' + (number + 1);
  const link = make('a', 'number', String(number + 1));
  link.href = '#' + row.id;
  link.tabIndex = -1;
  const level = make('span', 'level l' + step.l, 'EL' + step.l);
  row.append(link, level, make('span', 'where', step.s || step.a), make('span', 'instruction', step.i));
  if (step.p) {
    const source = make('span', 'source', (step.t || '') + ' ');
    source.append(make('i', '', step.p));
    row.append(source);
  }
  row.append(...effectRows(view, step));
  for (const [, , code, message] of view.marks.filter((mark) => mark[1] === number)) row.append(make('span', 'finding', code + ': ' + message));
  row.addEventListener('click', (event) => { event.preventDefault(); select(view, number, false); });
  return row;
}

function drawCall(trace, traceNumber, call, callNumber, holder) {
  const places = new Map(call.steps.filter(({ s }) => s && !s.startsWith('0x')).map(({ a, s }) => [a, s]));
  const marks = trace.marks.filter(([of]) => of === callNumber);
  const view = { id: 't' + (traceNumber + 1) + '-' + (callNumber + 1), traceNumber, callNumber, call, places, marks, acts: actsOf(call), rows: [], rowsOfActs: [], at: -1 };
  if (trace.calls.length > 1) holder.append(make('h3', '', 'Call ' + (callNumber + 1)));
  const grid = make('div', 'call');
  const list = make('div', 'steps');
  list.tabIndex = 0;
  list.setAttribute('role', 'region');
  list.setAttribute('aria-label', 'Instructions of call ' + (callNumber + 1) + ', ' + trace.name + ' (' + (traceNumber + 1) + ')');
  const head = make('div', 'step head');
  for (const [kind, text] of [['number', 'step'], ['level', 'EL 0-3'], ['where', 'at'], ['instruction', 'instruction'], ['source', 'source']]) head.append(make('span', kind, text));
  list.append(head);
  for (let from = 0; from < view.acts.length; from += chunkSize) {
    const chunk = make('div', 'chunk');
    for (const { step, isStep, data } of view.acts.slice(from, from + chunkSize)) {
      const row = isStep ? stepRow(view, data, step) : passageRow(view, data);
      if (isStep) view.rows.push(row);
      view.rowsOfActs.push(row);
      chunk.append(row);
    }
    list.append(chunk);
  }
  if (difference && difference.call === callNumber + 1) view.rows[difference.step - 1]?.classList.add('differs');
  list.append(make('p', 'end', call.end + ' after ' + call.steps.length + (call.steps.length === 1 ? ' instruction' : ' instructions')));
  if (call.exception) list.append(make('p', 'end warn', call.exception));
  if (call.unknown) list.append(make('p', 'end warn', 'where values come from is ' + call.unknown));
  view.panel = make('div', 'panel');
  view.panel.tabIndex = 0;
  view.panel.setAttribute('role', 'region');
  view.panel.setAttribute('aria-label', 'Registers of call ' + (callNumber + 1) + ', ' + trace.name + ' (' + (traceNumber + 1) + ')');
  grid.append(list, view.panel);
  holder.append(grid);
  views.push(view);
  if (call.steps.length > 0) drawPanel(view, 0);
}

function rowOf(name, value, changed, onClick) {
  const row = make('tr', changed ? 'changed' : '');
  const cell = make('th');
  cell.scope = 'row';
  const button = make('button', 'link', name);
  button.title = 'where its value came from';
  button.addEventListener('click', onClick);
  cell.append(button);
  row.append(cell, make('td', '', value));
  return row;
}

/** Registers that the step changed come first. */
function drawPanel(view, number) {
  const { call, panel } = view;
  const step = call.steps[number];
  const state = stateAt(view, number);
  const changed = new Set(writesOf(step).map(([register]) => register));
  panel.replaceChildren(make('h3', '', 'After step ' + (number + 1) + ': ' + step.i));
  const memory = [...(step.m || []).map(([address, place, size, value]) => 'loads ' + size + ' bytes at ' + (place || address) + ': ' + value), ...(step.w || []).map(([address, place, size, , after]) => 'stores ' + size + ' bytes at ' + (place || address) + ': ' + after)];
  for (const line of memory) panel.append(make('p', 'code', line));
  view.origin = make('div');
  view.origin.setAttribute('role', 'status');
  const table = make('table');
  const order = [...state.keys()].sort((one, other) => (changed.has(other) ? 1 : 0) - (changed.has(one) ? 1 : 0));
  for (const register of order) {
    table.append(rowOf(register, valueText(view, register, state.get(register)), changed.has(register), () => showOrigin(view, number, register)));
  }
  panel.append(view.origin, table);
}

/** The expression first, and then what it passed through, each a link to its step. */
function showOrigin(view, number, register) {
  for (const row of view.rowsOfActs) row.classList.remove('origin');
  const at = view.acts.findIndex(({ step, isStep }) => isStep && step === number);
  const { found, inputs, isCut } = originOf(view, at, register);
  view.origin.replaceChildren(make('h3', '', 'Where ' + register + ' came from, in values before the call'), make('p', 'code made', expressionOf(view, at, register)));
  for (const index of found) {
    const { step, isStep, data } = view.acts[index];
    view.rowsOfActs[index].classList.add('origin');
    const line = make('p', 'code');
    if (isStep) {
      const button = make('button', 'link', (step + 1) + '  ' + data.i);
      button.addEventListener('click', () => select(view, step, true));
      line.append(button);
    } else line.textContent = data.i;
    view.origin.append(line);
  }
  if (isCut) view.origin.append(make('p', '', 'and more before these'));
  else if (inputs.length > 0 && found.length > 0) view.origin.append(make('p', '', 'from before the call: ' + inputs.join(', ')));
  view.panel.scrollTop = 0;
}

/** The same step of the other trace, as long as the two are the same. */
function twinsOf(view, number) {
  const call = view.callNumber + 1;
  const isSame = !difference || call < difference.call || (call === difference.call && number < difference.step);
  return isSame ? views.filter((other) => other !== view && other.callNumber === view.callNumber && number < other.rows.length) : [];
}

function select(view, number, scroll) {
  if (number < 0 || number >= view.rows.length) return;
  for (const other of views) other.rows[other.at]?.classList.remove('selected');
  for (const each of [...twinsOf(view, number), view]) {
    each.at = number;
    each.rows[number].classList.add('selected');
    drawPanel(each, number);
  }
  current = view;
  history.replaceState(null, '', '#' + view.rows[number].id);
  if (scroll) view.rows[number].scrollIntoView({ block: 'nearest' });
}

function writeFrom(view, direction) {
  for (let index = view.at + direction; index >= 0 && index < view.call.steps.length; index += direction) {
    const { w = [] } = view.call.steps[index];
    if (w.length + writesOf(view.call.steps[index]).length > 0) return index;
  }
  return view.at;
}

const actions = {
  on: (view) => view.at + 1,
  back: (view) => view.at - 1,
  'write-on': (view) => writeFrom(view, 1),
  'write-back': (view) => writeFrom(view, -1),
  first: () => 0,
  last: (view) => view.rows.length - 1,
};
const keys = { j: 'on', k: 'back', n: 'write-on', p: 'write-back', ArrowDown: 'on', ArrowUp: 'back', Home: 'first', End: 'last', ...(difference ? { d: 'difference' } : {}) };

function act(name) {
  const view = name === 'difference' ? views.find(({ callNumber }) => callNumber + 1 === difference.call) : current || views[0];
  if (view) select(view, name === 'difference' ? Math.min(difference.step, view.rows.length) - 1 : actions[name](view), true);
}

addEventListener('keydown', (event) => {
  const name = keys[event.key];
  if (name === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
  // There these scroll.
  if (event.key.length > 1 && event.target.closest('.panel, pre')) return;
  event.preventDefault();
  act(name);
});
for (const button of document.querySelectorAll('[data-step]')) button.addEventListener('click', () => act(button.dataset.step));

for (const button of document.querySelectorAll('[data-copy]')) {
  const holder = button.closest('details');
  button.hidden = false;
  button.addEventListener('click', async () => {
    const source = holder.querySelector('pre');
    let copied = false;
    try {
      await navigator.clipboard.writeText(source.textContent);
      copied = true;
    } catch {
      getSelection().selectAllChildren(source);
      copied = document.execCommand('copy');
    }
    holder.querySelector('[role=status]').textContent = copied ? 'copied' : 'not copied: select the text below';
  });
}

traces.forEach((trace, traceNumber) => {
  const holder = make('section', 'trace');
  holder.append(make('h2', '', trace.name));
  trace.calls.forEach((call, callNumber) => drawCall(trace, traceNumber, call, callNumber, holder));
  root.append(holder);
});
document.getElementById('bar').hidden = false;

function followAddress() {
  for (const view of views) {
    if (!location.hash.startsWith('#' + view.id + '-')) continue;
    const number = Number(location.hash.slice(view.id.length + 2)) - 1;
    if (view.rows[number]) {
      select(view, number, false);
      view.rows[number].scrollIntoView({ block: 'center' });
    }
  }
}
addEventListener('hashchange', followAddress);
followAddress();
`;
