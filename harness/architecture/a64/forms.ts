import { barriers } from './barriers.ts';
import { branches } from './branches.ts';
import { compareAndBranch } from './compare-and-branch.ts';
import { dataProcessingImmediate } from './data-processing-immediate.ts';
import { dataProcessingRegister } from './data-processing-register.ts';
import { dataProcessingSources } from './data-processing-sources.ts';
import { exceptionGeneration } from './exception-generation.ts';
import { floatingPointAndSimd } from './floating-point-and-simd.ts';
import type { Form } from './form.ts';
import { hints } from './hints.ts';
import { loadsStores } from './loads-stores.ts';
import { memoryTagging } from './memory-tagging.ts';
import { pointerAuthentication } from './pointer-authentication.ts';
import { processorState } from './processor-state.ts';
import { systemInstructions } from './system-instructions.ts';
import { systemRegisters } from './system-registers.ts';

/** Every form of A64 that hcall knows. No word fits two of them. */
export const forms: readonly Form[] = [
  ...dataProcessingImmediate,
  ...dataProcessingRegister,
  ...dataProcessingSources,
  ...pointerAuthentication,
  ...memoryTagging,
  ...branches,
  ...compareAndBranch,
  ...exceptionGeneration,
  ...hints,
  ...barriers,
  ...processorState,
  ...systemRegisters,
  ...systemInstructions,
  ...floatingPointAndSimd,
  ...loadsStores,
];
