/**
 * A whole judged call: state set, call, state read, compared with the contract. Undefined where there is no judge to
 * measure; `call` judges once, `close` gives the machine back.
 */
export async function createJudgedCalls() {
  return undefined;
}
