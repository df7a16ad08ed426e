import { z } from 'zod';
import { slots } from './slot.ts';

export const slotShape = z
  .enum(slots)
  .meta({ id: 'Slot', description: 'one of the 16 entries of a vector table' });
