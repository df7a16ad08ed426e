import { cryptography } from './cryptography.ts';
import { floatingPointConversion } from './floating-point-conversion.ts';
import { floatingPoint } from './floating-point.ts';
import type { Form } from './form.ts';
import { simd8Bit } from './simd-8-bit.ts';
import { simdAcrossLanes } from './simd-across-lanes.ts';
import { simdCopy } from './simd-copy.ts';
import { simdImmediate } from './simd-immediate.ts';
import { simdIndexedElement } from './simd-indexed-element.ts';
import { simdShiftImmediate } from './simd-shift-immediate.ts';
import { simdThreeDifferent } from './simd-three-different.ts';
import { simdThreeSame } from './simd-three-same.ts';
import { simdTwoRegister } from './simd-two-register.ts';

/** Data processing of scalar floating point and Advanced SIMD, with the cryptographic extension: Arm ARM, C4.1.95. */
export const floatingPointAndSimd: readonly Form[] = [
  ...floatingPoint,
  ...floatingPointConversion,
  ...simdThreeSame,
  ...simdThreeDifferent,
  ...simdTwoRegister,
  ...simdAcrossLanes,
  ...simdCopy,
  ...simdImmediate,
  ...simdShiftImmediate,
  ...simdIndexedElement,
  ...simd8Bit,
  ...cryptography,
];
