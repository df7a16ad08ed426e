/**
 * The page's program. It draws the two maps from the page's data and moves one cursor over both, by mouse or keyboard.
 * Plain JavaScript, since it runs in the reader's browser as it stands.
 */
export const pageScript = `
'use strict';
const data = JSON.parse(document.getElementById('data').textContent);
const cell = 2;
const controls = ['table', 'caller', 'selector'].map((id) => document.getElementById(id));
const [tableBox, callerBox, selectorBox] = controls;
const number = document.getElementById('immediate');
const where = document.getElementById('where');
const maps = document.getElementById('maps');
const sides = ['a', 'b'].map((side) => ({
  side, data: data[side], canvas: document.getElementById('map-' + side),
  zoom: document.getElementById('zoom-' + side),
  legend: document.getElementById('legend-' + side), row: undefined,
}));
let cursor = 0;

function fill(box, values) {
  const before = box.value;
  box.replaceChildren(...values.map((value) => new Option(value, value)));
  if (values.includes(before)) box.value = before;
}
function unique(values) { return [...new Set(values)]; }
function hexadecimal(value) { return '0x' + value.toString(16).padStart(4, '0'); }
function range(from, to) { return from === to ? hexadecimal(from) : hexadecimal(from) + '-' + hexadecimal(to); }

function choose() {
  const rows = sides.flatMap(({ data }) => data.rows);
  fill(tableBox, unique(rows.map((row) => row.table)));
  fill(callerBox, unique(rows.filter((row) => row.table === tableBox.value).map((row) => row.caller)));
  const own = rows.filter((row) => row.table === tableBox.value && row.caller === callerBox.value);
  fill(selectorBox, unique(own.map((row) => row.selector)));
  for (const side of sides) {
    const single = unique(side.data.rows.map((row) => row.table)).length === 1;
    side.row = side.data.rows.find((row) => (single || row.table === tableBox.value) &&
      row.caller === callerBox.value && row.selector === selectorBox.value);
  }
  draw();
}

/** The cells around the cursor, 32 by 8 of them, large enough to see a single one. */
function enlarge({ zoom, data, row }) {
  const paper = zoom.getContext('2d');
  const size = zoom.width / 32;
  const left = Math.max(0, Math.min(224, (cursor % 256) - 16));
  const top = Math.max(0, Math.min(248, Math.floor(cursor / 256) - 4));
  paper.clearRect(0, 0, zoom.width, zoom.height);
  for (let y = 0; y < 8; y += 1) {
    for (let x = 0; x < 32; x += 1) {
      const immediate = (top + y) * 256 + left + x;
      const run = row && row.runs.find(([from, to]) => immediate >= from && immediate <= to);
      if (!run) continue;
      paper.fillStyle = data.colours[run[2]];
      paper.fillRect(x * size, y * size, size - 1, size - 1);
      if (immediate === cursor) {
        paper.lineWidth = 2;
        paper.strokeStyle = '#000';
        paper.strokeRect(x * size + 1, y * size + 1, size - 3, size - 3);
        paper.strokeStyle = '#fff';
        paper.strokeRect(x * size + 3, y * size + 3, size - 7, size - 7);
      }
    }
  }
}

function draw() {
  for (const side of sides) {
    const { canvas, data, legend, row } = side;
    enlarge(side);
    const paper = canvas.getContext('2d');
    paper.clearRect(0, 0, canvas.width, canvas.height);
    const seen = [];
    for (const [from, to, behaviour] of row ? row.runs : []) {
      paper.fillStyle = data.colours[behaviour];
      for (let next = from; next <= to;) {
        const x = next % 256;
        const width = Math.min(256 - x, to + 1 - next);
        paper.fillRect(x * cell, Math.floor(next / 256) * cell, width * cell, cell);
        next += width;
      }
      if (!seen.includes(behaviour)) seen.push(behaviour);
    }
    const x = (cursor % 256) * cell;
    const y = Math.floor(cursor / 256) * cell;
    paper.lineWidth = 2;
    paper.strokeStyle = '#000';
    paper.strokeRect(x - 4, y - 4, cell + 8, cell + 8);
    paper.strokeStyle = '#fff';
    paper.strokeRect(x - 2, y - 2, cell + 4, cell + 4);
    legend.replaceChildren(...seen.map((index) => {
      const item = document.createElement('li');
      const swatch = document.createElement('span');
      swatch.className = 'swatch';
      swatch.style.background = data.colours[index];
      const own = row.runs.filter((run) => run[2] === index).map(([from, to]) => range(from, to));
      const text = own.length > 4 ? own.slice(0, 4).join(', ') + ', ...' : own.join(', ');
      item.append(swatch, data.behaviours[index] + ': ' + text);
      return item;
    }));
  }
  announce();
}

function announce() {
  const lines = sides.map(({ data, row }) => {
    const run = row && row.runs.find(([from, to]) => cursor >= from && cursor <= to);
    if (!run) return data.name + ': not swept';
    const sampled = row.complete ? '' : ' (not known of every immediate)';
    return data.name + ': ' + data.behaviours[run[2]] + ', for ' + range(run[0], run[1]) + sampled;
  });
  where.textContent = ['HVC #' + hexadecimal(cursor), ...lines].join('\\n');
  number.value = hexadecimal(cursor);
}

function move(to) {
  cursor = Math.max(0, Math.min(65535, to));
  draw();
}

/** The next immediate, up or down, at which either side changes. */
function boundary(step) {
  const starts = sides.flatMap(({ row }) => row ? row.runs.map((run) => run[0]) : []).sort((a, b) => a - b);
  const found = step > 0 ? starts.find((start) => start > cursor) : starts.reverse().find((start) => start < cursor);
  return found === undefined ? cursor : found;
}

const keys = {
  ArrowRight: () => cursor + 1, ArrowLeft: () => cursor - 1,
  ArrowDown: () => cursor + 256, ArrowUp: () => cursor - 256,
  PageDown: () => cursor + 4096, PageUp: () => cursor - 4096,
  Home: () => 0, End: () => 65535, n: () => boundary(1), p: () => boundary(-1),
};
maps.addEventListener('keydown', (event) => {
  const target = keys[event.key];
  if (target && !event.ctrlKey && !event.altKey && !event.metaKey) {
    event.preventDefault();
    move(target());
  }
});
for (const { canvas } of sides) {
  canvas.addEventListener('mousemove', (event) => {
    const box = canvas.getBoundingClientRect();
    const x = Math.floor(((event.clientX - box.left) / box.width) * 256);
    const y = Math.floor(((event.clientY - box.top) / box.height) * 256);
    if (x >= 0 && x < 256 && y >= 0 && y < 256) move(y * 256 + x);
  });
}
number.addEventListener('change', () => {
  const value = Number(number.value);
  if (Number.isInteger(value)) move(value);
  else announce();
});
for (const box of controls) box.addEventListener('change', choose);
choose();
`;
