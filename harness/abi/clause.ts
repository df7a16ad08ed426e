/** What of a contract a statement of a proof is about, in the order of reports. */
export const clauses = ['outcome', 'results', 'arguments', 'registers', 'memory'] as const;
export type Clause = (typeof clauses)[number];
