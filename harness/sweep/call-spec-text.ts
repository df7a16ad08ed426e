/** How a call is made: `HVC #0, x0 = 0x1`. */
export function callText({
  immediate,
  given,
}: {
  readonly immediate: number;
  readonly given: readonly (readonly [string, string])[];
}): string {
  const number = immediate < 0x10 ? `${immediate}` : `0x${immediate.toString(16)}`;
  const registers = given.map(([register, value]) =>
    value === 'function' ? `${register} = a function` : `${register} = ${value}`,
  );
  return [`HVC #${number}`, ...registers].join(', ');
}
