/** A process that proves tables for another one, which starts it with `fork`. */
import { serve } from '../workers/serve.ts';
import { openProofService } from './service.ts';

serve(openProofService);
