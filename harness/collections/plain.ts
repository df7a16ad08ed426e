import type { output, ZodType } from 'zod';

/** What a shape says of plain data, which nobody changes. The shape is the one place that says it. */
export type Plain<Shape extends ZodType> = Unchanged<output<Shape>>;

type Unchanged<Data> = Data extends string | number | boolean | null | undefined
  ? Data
  : { readonly [Key in keyof Data]: Unchanged<Data[Key]> };
