import { z } from 'zod';

export const defectShape = z
  .strictObject({
    message: z.string(),
    text: z.string().describe('with the stack and the causes, as Node.js prints it'),
  })
  .describe('an exception that is no mistake of the user, as another process is sent it');
