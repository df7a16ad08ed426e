/** HCR_EL2 (Arm ARM, D13.2.46). */
export const hcrBits = {
  vm: 1n << 0n,
  ptw: 1n << 2n,
  fmo: 1n << 3n,
  imo: 1n << 4n,
  amo: 1n << 5n,
  vf: 1n << 6n,
  vi: 1n << 7n,
  vse: 1n << 8n,
  dc: 1n << 12n,
  twi: 1n << 13n,
  twe: 1n << 14n,
  tid1: 1n << 16n,
  tid2: 1n << 17n,
  tid3: 1n << 18n,
  tsc: 1n << 19n,
  tidcp: 1n << 20n,
  tacr: 1n << 21n,
  tsw: 1n << 22n,
  tpc: 1n << 23n,
  tpu: 1n << 24n,
  ttlb: 1n << 25n,
  tvm: 1n << 26n,
  tge: 1n << 27n,
  tdz: 1n << 28n,
  hcd: 1n << 29n,
  trvm: 1n << 30n,
  rw: 1n << 31n,
  cd: 1n << 32n,
  id: 1n << 33n,
  e2h: 1n << 34n,
  apk: 1n << 40n,
  api: 1n << 41n,
  fwb: 1n << 46n,
} as const;

/** SCTLR_ELx (Arm ARM, D13.2.118). */
export const sctlrBits = {
  m: 1n << 0n,
  a: 1n << 1n,
  c: 1n << 2n,
  sa: 1n << 3n,
  sa0: 1n << 4n,
  uma: 1n << 9n,
  i: 1n << 12n,
  endb: 1n << 13n,
  dze: 1n << 14n,
  uct: 1n << 15n,
  ntwi: 1n << 16n,
  ntwe: 1n << 18n,
  wxn: 1n << 19n,
  span: 1n << 23n,
  e0e: 1n << 24n,
  ee: 1n << 25n,
  uci: 1n << 26n,
  enda: 1n << 27n,
  enib: 1n << 30n,
  enia: 1n << 31n,
  bt0: 1n << 35n,
  bt1: 1n << 36n,
} as const;

/** SCR_EL3 (Arm ARM, D13.2.117). */
export const scrBits = {
  smd: 1n << 7n,
  hce: 1n << 8n,
  apk: 1n << 16n,
  api: 1n << 17n,
} as const;

/** CPACR_EL1.FPEN, two bits (Arm ARM, D13.2.30). */
export const fpenBits = { low: 1n << 20n, high: 1n << 21n } as const;

/** CPTR_EL2 (Arm ARM, D13.2.31). */
export const cptrBits = { tfp: 1n << 10n, tcpac: 1n << 31n } as const;

/** MDCR_EL2 (Arm ARM, D13.3.17). */
export const mdcrBits = {
  tpmcr: 1n << 5n,
  tpm: 1n << 6n,
  tde: 1n << 8n,
  tda: 1n << 9n,
  tdosa: 1n << 10n,
  tdra: 1n << 11n,
} as const;

/** MDSCR_EL1.TDCC (Arm ARM, D13.3.20). */
export const mdscrBits = { tdcc: 1n << 12n } as const;

/** PMUSERENR_EL0 (Arm ARM, D13.4.17). */
export const pmuserenrBits = { en: 1n << 0n, sw: 1n << 1n, cr: 1n << 2n, er: 1n << 3n } as const;

/** CNTKCTL_EL1 (Arm ARM, D13.8.15). */
export const cntkctlBits = {
  el0pcten: 1n << 0n,
  el0vcten: 1n << 1n,
  el0vten: 1n << 8n,
  el0pten: 1n << 9n,
} as const;

/** CNTHCTL_EL2 while HCR_EL2.E2H is 0 (Arm ARM, D13.8.2). */
export const cnthctlBits = { el1pcten: 1n << 0n, el1pcen: 1n << 1n } as const;
