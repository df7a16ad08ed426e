/** Who calls. `aarch32` is EL1 in AArch32 state. */
export const origins = ['host', 'guest', 'el0', 'el2', 'aarch32'] as const;
export type Origin = (typeof origins)[number];

/** Whose calls a vector table is for. */
export const tableCallers = ['host', 'guest', 'aarch32'] as const satisfies readonly Origin[];
export type TableCaller = (typeof tableCallers)[number];
