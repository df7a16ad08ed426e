/** A process that runs guest code for another one, which starts it with `fork`. */
import { serve } from '../workers/serve.ts';
import { openRunService } from './service.ts';

serve(openRunService);
