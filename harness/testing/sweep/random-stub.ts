/** A stub that does something with the syndrome, or with what is left of it. Ends, whatever the numbers are. */
export class RandomStub {
  #state: number;
  #labels = 0;

  constructor(seed: number) {
    this.#state = seed;
  }

  text(): string {
    const blocks = this.#lines(2 + this.#below(2), () => this.#block(2));
    return `#include "stub-table.h"
LOCAL_FUNCTION(el1_sync)
	mrs	x18, esr_el2
	and	x18, x18, #0xffff
${blocks}
	eret
END_FUNCTION(el1_sync)
`;
  }

  #below(limit: number): number {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0;
    return (this.#state >>> 8) % limit;
  }

  #pick(...choices: readonly [string, ...string[]]): string {
    return choices[this.#below(choices.length)] as string;
  }

  #lines(count: number, line: () => string): string {
    return Array.from({ length: count }, line).join('\n');
  }

  #register(): string {
    return this.#pick('x18', 'x18', 'x18', 'x17', 'x17', 'x0', 'x19');
  }

  #number(): number {
    return 1 + this.#below(8);
  }

  #label(): string {
    this.#labels += 1;
    return `.L${this.#labels}`;
  }

  /** `depth` conditions may be inside of each other. */
  #block(depth: number): string {
    const label = this.#label();
    const some = (): string => this.#lines(1 + this.#below(2), () => `\t${this.#instruction()}`);
    const inner = (): string => (depth > 0 ? this.#block(depth - 1) : some());
    switch (this.#below(9)) {
      case 0:
      case 1:
        return `${this.#branch(label)}\n${inner()}\n${label}:`;
      case 2: {
        const end = this.#label();
        return `${this.#branch(label)}\n${inner()}\n\tb ${end}\n${label}:\n${inner()}\n${end}:`;
      }
      case 3:
        // Twice the same way, with something else to do the second time.
        return `	mov x10, #1
${label}:
	mrs x18, esr_el2
	and x18, x18, #${this.#pick('7', '0xffff')}
	cmp x10, #2
	ccmp x18, #${this.#number()}, #${this.#below(16)}, ${this.#condition()}
	csel x18, x10, xzr, ${this.#condition()}
${some()}
	add x10, x10, #1
	cmp x10, #3
	b.ne ${label}
	mov x10, #0`;
      case 4:
        return `${this.#branch(label)}
	mov ${this.#pick('x18', 'x19', 'x20')}, #${this.#number()}
	blr x16
${label}:`;
      case 5:
        // A table of branches.
        return `	and x10, x18, #3
	adr x11, ${label}
	add x11, x11, x10, lsl #3
	br x11
${label}:
${this.#lines(4, () => `\tmov ${this.#register()}, #${this.#number()}\n\tb ${label}e`)}
${label}e:`;
      case 6:
        // A table of numbers.
        return `	and x10, x18, #3
	adr x11, ${label}
	ldrb w17, [x11, x10]
	b ${label}e
${label}: .byte ${this.#number()}, ${this.#number()}, ${this.#number()}, 0
${label}e:`;
      case 7:
        return `	stp x18, x19, [sp, #-16]!
${inner()}
	ldp x18, x19, [sp], #16`;
      default:
        return some();
    }
  }

  #branch(label: string): string {
    switch (this.#below(4)) {
      case 0:
        return `\t${this.#pick('tbz', 'tbnz')} ${this.#register()}, #${this.#below(4)}, ${label}`;
      case 1:
        return `\t${this.#pick('cbz', 'cbnz')} ${this.#pick('x18', 'w18', 'x17')}, ${label}`;
      case 2:
        return `\tcmp ${this.#register()}, #${this.#number()}
	ccmp ${this.#register()}, #${this.#number()}, #${this.#below(16)}, ${this.#condition()}
	b.${this.#condition()} ${label}`;
      default:
        return `\tcmp ${this.#register()}, #${this.#number()}\n\tb.${this.#condition()} ${label}`;
    }
  }

  #condition(): string {
    return this.#pick('lo', 'hs', 'eq', 'ne', 'gt', 'le', 'mi');
  }

  #instruction(): string {
    const registers = (): string => `${this.#register()}, ${this.#register()}`;
    const operation = this.#pick('orr', 'eor', 'add', 'bic', 'and', 'sub', 'mul');
    const slot = `[x9, #${8 * this.#below(4)}]`;
    const written = this.#pick('vttbr_el2', 'tpidr_el2', 'vbar_el2', 'far_el2');
    switch (this.#below(14)) {
      case 0:
        return `mrs ${this.#register()}, esr_el2`;
      case 1:
        return `and ${registers()}, #${this.#pick('3', '7', '0xf', '0xffff')}`;
      case 2:
        return `mov x17, #${this.#number()}\n\t${operation} x18, x18, x17`;
      case 3:
        return `${operation} ${registers()}, ${this.#register()}`;
      case 4:
        return `${this.#pick('add', 'sub')} ${registers()}, #${this.#number()}`;
      case 5:
        return `cmp ${this.#register()}, #${this.#number()}
	${this.#pick('csel', 'csinc', 'csinv', 'csneg')} ${registers()}, ${this.#register()}, ${this.#condition()}`;
      case 6:
        return `mrs x9, tpidr_el2\n\tstr ${this.#register()}, ${slot}`;
      case 7:
        return `mrs x9, tpidr_el2\n\tldr ${this.#register()}, ${slot}`;
      case 8:
        return `${this.#pick('lsl', 'lsr', 'asr', 'ror')} ${registers()}, #${this.#number()}`;
      case 9:
        return `${this.#pick('lsl', 'lsr', 'asr', 'ror')} ${registers()}, ${this.#register()}`;
      case 10:
        return `${this.#pick('ubfx', 'sbfx', 'bfi')} ${registers()}, #${this.#below(8)}, #${this.#number()}`;
      case 11:
      case 12:
        return `msr ${written}, ${this.#register()}`;
      default:
        return `mov ${this.#register()}, #${this.#number()}`;
    }
  }
}
