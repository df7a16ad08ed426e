/** Numbers in the braces are drawn again for each line: r a register, i an immediate, o an offset. */
const shapes = [
  '\tadd\tx{r}, x{r}, #{i}',
  '\tmov\tx{r}, x{r}',
  '\tldr\tx{r}, [sp, #{o}]',
  '\tstp\tx{r}, x30, [sp, #-16]!',
  '\tcmp\tx{r}, #{i}',
  '\tb.eq\t1f',
  '\tmovz\tx{r}, #{i}, lsl #16',
  '1:\tmsr\tvbar_el2, x{r}',
  '\tmrs\tx{r}, esr_el2',
  '\tlsr\tx{r}, x{r}, #26\t// the exception class',
];

const drawings = {
  r: (draw) => draw(19),
  i: (draw) => draw(1024),
  o: (draw) => 8 * draw(64),
};

/** Code such as vectors have, of so many lines: what hcall knows already of one seed helps little with another. */
export function syntheticSource(lines, seed) {
  let state = seed >>> 0;
  const draw = (limit) => {
    // Numerical Recipes' linear congruential generator; its low bits repeat too soon.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state >>> 12) % limit;
  };
  const text = Array.from({ length: lines }, (_, line) =>
    shapes[line % shapes.length].replaceAll(/\{(.)\}/g, (_all, kind) => drawings[kind](draw)),
  );
  return `${text.join('\n')}\n`;
}
