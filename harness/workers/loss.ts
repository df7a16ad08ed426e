/** How a process ended while it had work. */
export type Loss =
  | {
      readonly verdict: 'timeout';
      /** How long it had sent nothing. */
      readonly seconds: number;
    }
  | {
      readonly verdict: 'crash';
      /** `was ended by SIGSEGV` */
      readonly exit: string;
      /** What it wrote before it died, if that says why. */
      readonly lastWords?: string;
    };

/** The loss in words. `when` may say what was under way: ` while its vectors were built`. */
export function describeLoss(loss: Loss, when = ''): string {
  if (loss.verdict === 'timeout') {
    return `no end after ${loss.seconds} s${when}`;
  }
  const { exit, lastWords } = loss;
  return `the process that ran it ${exit}${when}${lastWords === undefined ? '' : `: ${lastWords}`}`;
}
