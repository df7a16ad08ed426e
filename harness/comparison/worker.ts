/** A process that compares tables for another one, which starts it with `fork`. */
import { serve } from '../workers/serve.ts';
import { openCompareService } from './service.ts';

serve(openCompareService);
