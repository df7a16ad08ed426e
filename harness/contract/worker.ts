/** A process that looks into tables for another one, which starts it with `fork`. */
import { serve } from '../workers/serve.ts';
import { openContractService } from './service.ts';

serve(openContractService);
