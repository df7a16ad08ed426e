// What scripts/kernel-vectors runs: node scripts/kernel-vectors.mjs VERSION TREE, where TREE is a built kernel.
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [version, tree] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'hcall-kernel-'));
const at = (name) => join(folder, name);
const arm64 = join(tree, 'arch/arm64');
const prefix = '__kvm_nvhe_';
const objects = [join(arm64, 'kernel/hyp-stub.o'), join(arm64, 'kvm/hyp/nvhe/kvm_nvhe.o')];
const vmlinux = join(tree, 'vmlinux');

/** EL2 of a kernel of 39 bits has the kernel mapped at the low bits of its addresses. */
const hypMask = 0x7fffffffffn;

const unrelocated =
  'the address of the vectors is a kernel address, until the kernel relocates its hypervisor at boot';

/** Tests that end otherwise than on the pack's vectors, and why. Each row must fit a test, or it is out of date. */
const differences = [
  {
    suite: 'guest',
    test: /^an exception of EL2 (goes to C, and on|with a syndrome)/u,
    ending: /^fail broken-clobber-contract$/u,
    reason: "EL2's C is built with -ffixed-x18, so that el2_sync and el2_error need not keep x18",
  },
  {
    versions: ['6.1'],
    suite: 'init',
    test: /cannot come stops in its slot$/u,
    ending: /^fail wrong-outcome$/u,
    reason: 'the slots of __kvm_hyp_init share one endless loop, __invalid, until 6.3',
  },
  {
    versions: ['6.1'],
    form: 'vmlinux',
    suite: 'init',
    test: /^KVM_HYP_INIT makes EL2/u,
    ending: /^fail wrong-value$/u,
    reason: unrelocated,
  },
  {
    versions: ['6.12'],
    suite: 'init',
    test: /^KVM_HYP_INIT makes EL2/u,
    ending: /^fail wrong-events$/u,
    reason: 'TPIDR_EL2 is written after HCR_EL2, and TLBI ALLE1 stands in place of VMALLS12E1',
  },
  {
    versions: ['6.12'],
    form: 'vmlinux',
    suite: 'init',
    test: /^KVM_HYP_INIT makes EL2/u,
    ending: /^fail wrong-value wrong-events$/u,
    reason: `the same, and ${unrelocated}`,
  },
];

/** The numbers that the kernel's build makes of its structs. */
function generated(name) {
  const text = readFileSync(join(tree, 'include/generated/asm-offsets.h'), 'utf8');
  return Number(new RegExp(`^#define ${name} (\\d+)`, 'mu').exec(text)?.[1]);
}

function nm(...args) {
  const text = execFileSync('aarch64-linux-gnu-nm', args, { encoding: 'utf8' });
  return text.split('\n').map((line) => line.trim().split(/\s+/u));
}

/** Packs and fixtures with the numbers of this kernel. */
function copyPacks() {
  const size = nm('-S', objects[1]).find((words) => words[3] === `${prefix}kvm_host_data`)[1];
  const numbers = [
    [/HOST_CONTEXT_VCPU: \S+/u, `HOST_CONTEXT_VCPU: ${generated('HOST_CONTEXT_VCPU')}`],
    [/kvm_host_data: \{ data: [^,]+,/u, `kvm_host_data: { data: 0x${size},`],
  ];
  for (const name of ['asm', 'fixtures']) {
    cpSync(name, at(name), { recursive: true });
  }
  for (const pack of ['kvm-nvhe', 'kvm-nvhe-guest']) {
    const path = at(`asm/${pack}/abi.yaml`);
    const text = numbers.reduce(
      (text, [what, by]) => text.replace(what, by),
      readFileSync(path, 'utf8'),
    );
    writeFileSync(path, text);
  }
  // For the sweep, in which the kernel's own handle_trap runs.
  cpSync(at('asm/kvm-nvhe'), at('asm/kvm-nvhe-c'), { recursive: true });
  const path = at('asm/kvm-nvhe-c/abi.yaml');
  writeFileSync(path, readFileSync(path, 'utf8').replace(/^ {2}handle_trap: .*\n/mu, ''));
}

/** The sections of an ELF file of 64 bits, little-endian. */
function sectionsOf(elf) {
  const table = Number(elf.readBigUInt64LE(0x28));
  const headers = Array.from(
    { length: elf.readUInt16LE(0x3c) },
    (_, index) => table + index * 0x40,
  );
  const names = Number(elf.readBigUInt64LE(headers[elf.readUInt16LE(0x3e)] + 0x18));
  return headers.map((at) => {
    const name = names + elf.readUInt32LE(at);
    return {
      at,
      name: elf.toString('latin1', name, elf.indexOf(0, name)),
      type: elf.readUInt32LE(at + 4),
      address: elf.readBigUInt64LE(at + 0x10),
      offset: Number(elf.readBigUInt64LE(at + 0x18)),
      size: Number(elf.readBigUInt64LE(at + 0x20)),
    };
  });
}

/**
 * vmlinux as a kernel makes it at boot: what EL2 follows is an address of EL2 (kvm_apply_hyp_relocations), and EL2's constants
 * are mapped read-only.
 */
function relocate(name) {
  const elf = readFileSync(vmlinux);
  const sections = sectionsOf(elf);
  const { address, offset, size } = sections.find((section) => section.name === '.hyp.reloc');
  const pointers = new Set(
    Array.from({ length: size / 4 }, (_, index) => {
      const at = index * 4;
      return address + BigInt(at + elf.readInt32LE(offset + at));
    }),
  );
  const mask = (at) => elf.writeBigUInt64LE(elf.readBigUInt64LE(at) & hypMask, at);
  for (const pointer of pointers) {
    const holder = sections.find(
      (one) => pointer >= one.address && pointer < one.address + BigInt(one.size),
    );
    mask(holder.offset + Number(BigInt(pointer) - BigInt(holder.address)));
  }
  // SHT_RELA: each entry has an address, what to do there, and the value.
  for (const relocations of sections.filter(({ type }) => type === 4)) {
    for (let at = 0; at < relocations.size; at += 24) {
      if (pointers.has(elf.readBigUInt64LE(relocations.offset + at))) {
        mask(relocations.offset + at + 16);
      }
    }
  }
  const flags = sections.find((section) => section.name === '.hyp.rodata').at + 8;
  elf.writeBigUInt64LE(elf.readBigUInt64LE(flags) & ~1n /* SHF_WRITE */, flags);
  writeFileSync(at(name), elf);
  return at(name);
}

/** The options of the kernel's build that hcall needs for a source. */
function sourceOptions(suite) {
  const folders = [
    join(arm64, 'include'),
    join(arm64, 'include/generated'),
    join(tree, 'include'),
    join(arm64, 'include/uapi'),
    join(arm64, 'include/generated/uapi'),
    join(tree, 'include/uapi'),
    join(tree, 'include/generated/uapi'),
    join(arm64, 'kvm/hyp/include'),
  ];
  const headers = ['compiler-version.h', 'kconfig.h'];
  return [
    '--nostdinc',
    ...folders.flatMap((path) => ['-I', path]),
    ...headers.flatMap((name) => ['--include-file', join(tree, 'include/linux', name)]),
    ...['__KERNEL__', '__ASSEMBLY__'].flatMap((name) => ['-D', name]),
    ...(suite === 'stub' ? [] : ['-D', '__KVM_NVHE_HYPERVISOR__']),
    ...standIns('sources'),
  ];
}

const vectorsOf = (files) => files.flatMap((file) => ['--vectors', file]);

/** What stands for the rest of the kernel: variables that the vectors read, by their bytes, and nothing else. */
function standIns(form) {
  const overrides = nm('-u', objects[0])
    .map((words) => words[1] ?? '')
    .filter((name) => name.endsWith('_override'));
  const context = generated('HOST_CONTEXT_VCPU') + 8;
  const variables = [
    ['hyp_physvirt_offset', 8],
    ...(form === 'sources' ? [['kvm_hyp_ctxt', context]] : []),
  ];
  return [
    ...variables.map(([name, bytes]) => `${name}=data:${bytes}`),
    ...overrides.map((name) => `${name}=data:16`),
    '*=stop',
  ].flatMap((stub) => ['--stub', stub]);
}

const suites = [
  { suite: 'stub', pack: 'kvm-nvhe', files: ['kernel/hyp-stub.S'] },
  {
    suite: 'init',
    pack: 'kvm-nvhe',
    files: ['kvm/hyp/nvhe/hyp-init.S', 'kvm/hyp/nvhe/host.S', 'kernel/hyp-stub.S'],
  },
  {
    suite: 'host',
    pack: 'kvm-nvhe',
    files: ['kvm/hyp/nvhe/host.S', 'kvm/hyp/nvhe/hyp-init.S', 'kernel/hyp-stub.S'],
  },
  { suite: 'guest', pack: 'kvm-nvhe-guest', files: ['kvm/hyp/hyp-entry.S', 'kvm/hyp/entry.S'] },
];

/** What a suite runs on, by the form of the code. */
function formsOf() {
  const prefixed = ['--symbol-prefix', prefix];
  return [
    {
      form: 'sources',
      optionsOf: (name, files) => [
        ...vectorsOf(files.map((file) => join(arm64, file))),
        ...sourceOptions(name),
      ],
    },
    {
      form: 'objects',
      optionsOf: (name) =>
        name === 'stub'
          ? [...vectorsOf([objects[0]]), ...standIns('objects')]
          : [...vectorsOf([objects[1], objects[0]]), ...prefixed, ...standIns('objects')],
    },
    {
      form: 'vmlinux',
      optionsOf: (name) => [...vectorsOf([vmlinux]), ...(name === 'stub' ? [] : prefixed)],
    },
  ];
}

/** A run of hcall: its output. */
function hcall(args) {
  const all = [...args, '--abi-folder', at('asm')];
  const child = spawn(join('scripts', 'hcall'), all, { stdio: ['ignore', 'pipe', 'pipe'] });
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr']) {
    child[name].setEncoding('utf8').on('data', (data) => (text[name] += data));
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject).on('close', () => resolve(text));
  });
}

/** Each test with its verdict and its findings. */
async function endingsOf(suite, pack, options) {
  const args = ['run', at(`fixtures/${pack}`), '--tag', suite, '--reporter', 'json', '--jobs', '1'];
  const { stdout, stderr } = await hcall([...args, ...options]);
  let report;
  try {
    report = JSON.parse(stdout);
  } catch {
    throw new Error(`hcall printed no report:\n${stdout}${stderr}`);
  }
  return new Map(
    report.tests.map(({ name, row, verdict, findings = [] }) => [
      JSON.stringify([name, row]),
      { name, ending: [verdict, ...new Set(findings.map(({ code }) => code))].join(' ') },
    ]),
  );
}

let unknown = 0;
const seen = new Set();

/** The known difference that a test's ending is. */
function knownOf(suite, form, { name, ending }) {
  const title = name.replace(/ \[[^]*\]$/u, '');
  return differences.find(
    (one) =>
      one.suite === suite &&
      (one.versions ?? [version]).includes(version) &&
      (one.form ?? form) === form &&
      one.test.test(title) &&
      one.ending.test(ending),
  );
}

const row = (cells) => console.log(`| ${cells.join(' | ')} |`);

/** How many tests of a suite pass on a form; what does not must be a known difference. */
function runSuite(suite, form, endings) {
  const all = [...endings.values()];
  const known = all.map((one) => knownOf(suite, form, one)).filter((one) => one !== undefined);
  known.forEach((one) => seen.add(one));
  const others = all.filter((one) => one.ending !== 'pass' && !knownOf(suite, form, one));
  unknown += others.length + (all.length === 0 ? 1 : 0);
  const passed = all.length - known.length - others.length;
  row([suite, form, all.length, passed, known.length, others.length]);
  others.forEach(({ name, ending }) => console.log(`  ${name}: ${ending}`));
}

async function runSuites() {
  row(['suite', 'form', 'tests', 'pass', 'known differences', 'unknown']);
  row(['---', '---', '---', '---', '---', '---']);
  for (const { suite, pack, files } of suites) {
    for (const { form, optionsOf } of formsOf()) {
      say(`the suite ${suite} over ${form}`);
      runSuite(suite, form, await endingsOf(suite, pack, optionsOf(suite, files)));
    }
  }
  console.log('\nknown differences');
  for (const one of differences.filter((one) => (one.versions ?? [version]).includes(version))) {
    const isStale = !seen.has(one);
    unknown += isStale ? 1 : 0;
    const where = [one.suite, ...(one.form === undefined ? [] : [one.form])].join(', ');
    console.log(`  ${where}: ${one.reason}${isStale ? ' (NOT SEEN)' : ''}`);
  }
}

const isHandled = ([, what]) => what.startsWith('handle_');

/** EL2 is not finalised: the static key does not hold a count. */
const unfinalised = /\[kvm_protected_mode_initialized, 4\] <s 0x1/u;

/**
 * Which calls of the host are handled, by one sweep over all values of x0: each handler is where it ends. Whether the hypervisor is
 * finalised is a variable, so that it is among what the calls depend on.
 */
async function sweepCalls() {
  say('a sweep over the calls of the host');
  const handlers = nm(objects[1])
    .map((words) => words[2] ?? '')
    .filter((name) => name.startsWith(`${prefix}handle___`))
    .map((name) => name.slice(prefix.length));
  const stubs = handlers.flatMap((name) => ['--stub', name]);
  const vectors = vectorsOf([relocate('swept')]);
  const options = ['--symbol-prefix', prefix, ...vectors, '--caller', 'host', ...stubs];
  const { stdout, stderr } = await hcall(['sweep', 'kvm-nvhe-c/host', ...options]);
  const lines = stdout.split('\n\n')[0].split('\n').slice(2);
  const classes = lines.map((line) => {
    const [when, what = ''] = line.trim().split(/ {2,}/u);
    return [when, / ends at (\S+)$/u.exec(what)?.[1] ?? what];
  });
  console.log('');
  row(['call of the host', 'goes to a handler, or answers', 'when']);
  row(['---', '---', '---']);
  for (const [when, what] of classes.filter(isHandled)) {
    const [numbers] = when.split(', [');
    row([numbers, what, unfinalised.test(when) ? 'until EL2 is finalised' : 'always']);
  }
  for (const [when, what] of classes.filter((one) => !isHandled(one))) {
    row([when, what, '']);
  }
  const taken = new Set(classes.filter(isHandled).map(([, what]) => what)).size;
  if (taken !== handlers.length) {
    unknown += 1;
    console.log(`calls go to ${taken} of ${handlers.length} handlers\n${stderr}`);
  }
}

/** How the kernel's own HVCs read in the pack of its version. */
async function listCallers() {
  say('the callers in vmlinux');
  const { stdout, stderr } = await hcall(['callers', vmlinux, '--format', 'json']);
  const { linux, sites } = JSON.parse(stdout || '{"linux":[],"sites":[]}');
  const counts = new Map();
  for (const { meanings } of sites.filter(({ instruction }) => instruction === 'hvc')) {
    const { kind, operations } = meanings.find(({ abi }) => abi === 'kvm-nvhe') ?? {};
    const name = kind === 'operations' ? operations.join(' or ') : String(kind);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  console.log(`\ncallers of Linux ${linux.join(', ')}`);
  for (const [name, count] of counts) {
    console.log(`  ${name}: ${count}`);
  }
  if (!linux[0]?.startsWith(`${version}.`) || counts.get('HVC_FINALISE_EL2') !== 1) {
    unknown += 1;
    console.log(`  expected one HVC_FINALISE_EL2 of Linux ${version}\n${stderr}`);
  }
}

const say = (what) => console.error(`kernel-vectors: ${what}`);
const clear = () => rmSync(folder, { recursive: true, force: true });

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  // hcall, in the same process group, gets it too.
  process.once(signal, () => {
    clear();
    process.exit(130);
  });
}

try {
  copyPacks();
  console.log(`Linux ${version}\n`);
  await runSuites();
  await sweepCalls();
  await listCallers();
} finally {
  clear();
}
process.exitCode = unknown === 0 ? 0 : 1;
