import { z } from 'zod';

export const engineShape = z
  .strictObject({
    name: z.enum(['unicorn', 'qemu']),
    version: z.string().describe('as the engine says it when it is loaded: `2.0.1`'),
  })
  .meta({ id: 'Engine', description: 'what executes instructions' });

export const enginesShape = z.strictObject({
  engine: engineShape,
  secondEngine: z.exactOptional(engineShape.describe('of --check-with')),
});
