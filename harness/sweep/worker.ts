/** A process that does parts of analyses for another one, which starts it with `fork`. */
import { serve } from '../workers/serve.ts';
import { openAnalysisService } from './service.ts';

serve(openAnalysisService);
