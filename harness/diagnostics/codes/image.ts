import type { CodeEntry } from './entry.ts';

export const imageCodes = {
  'symbol-undefined': {
    exit: 2,
    explanation:
      'Code or data refers to a symbol that none of the files defines. List the source or object that defines it, too, or, ' +
      'when the test does not need the real thing, say under `stubs:` in the fixture or in abi.yaml what stands for it: `NAME: function`, `NAME: { data: 8 }`, `NAME: stop`. Only a weak reference may stay undefined: it then counts as 0.',
  },
  'symbol-duplicate': {
    exit: 2,
    explanation:
      'Two files define the same global symbol, so a reference to it has two meanings. Make one of them local (drop its .globl), make one weak (.weak), or leave one of the files out.',
  },
  'symbol-ambiguous': {
    exit: 2,
    explanation:
      'Several local symbols have this name, none of them in the file of the tested table, and no global one has it, so it does not name one address. Write the file with it, as in `hyp-stub.S:el1_sync_invalid`, make the one that is meant global (.globl), or use another name.',
  },
  'relocation-misfit': {
    exit: 2,
    explanation:
      'The address or distance of a symbol does not fit the instruction or datum that refers to it, or is not aligned as it must be: a branch reaches 128 MiB, a conditional one 1 MiB, TBZ 32 KiB, ADR 1 MiB, ' +
      "and ':lo12:' of a load must be a multiple of its size. Place the parts closer together, or load the address in another way (adrp and add, or ldr x0, =symbol). Code lies above 4 GiB unless 'load:' or --load places it elsewhere: " +
      'what keeps its own addresses in 32 bits has to lie below.',
  },
  'relocation-unknown': {
    exit: 2,
    explanation:
      'An object has a relocation that only a dynamic linker or thread-local storage needs, or that does not exist. Vector code is linked statically: compile it as the kernel does, without -fPIC and thread-local variables.',
  },
  'link-alignment': {
    exit: 2,
    explanation:
      'The address to load at and the address to link at differ by something that is not a multiple of 4 KiB (or of the largest alignment of a section), so that ADRP and the sections could not be right at both.',
  },
  'link-address': {
    exit: 2,
    explanation:
      'A section does not fit below the end of the 64-bit address space at the base that was given.',
  },
  'object-unreadable': {
    exit: 2,
    explanation:
      'An object or image that was named cannot be opened and read. Check the path, that it is a file, and its permissions.',
  },
  'elf-malformed': {
    exit: 2,
    explanation:
      'The file begins as an ELF file does, but its fields contradict one another or the size of the file: it is truncated, damaged, or made by something that does not follow the ELF gABI. Compare it with what readelf -a says, and build or copy it again.',
  },
  'elf-unsupported': {
    exit: 2,
    explanation:
      'Only little-endian 64-bit ELF files for AArch64 can run here: relocatable objects (.o) and linked images (vmlinux, u-boot, a hypervisor). For a kernel, give vmlinux and not the Image or a compressed one, and build with a cross compiler (ARCH=arm64).',
  },
  'vector-table-misaligned': {
    exit: 2,
    explanation:
      'VBAR_EL2 ignores bits 10:0, so a vector table that is not aligned to 2 KiB (.align 11) is not where the CPU looks: exceptions run whatever stands at the next lower multiple of 2048 (Arm ARM D1.4.1, VBAR_EL2). ' +
      "In a source or an object the section must guarantee it: one that is aligned to less is placed behind other code as it comes. Where something else does, a linker script, say, the line of the table's first instruction is marked `// hcall: aligned: REASON`; a linked image is judged by its addresses.",
  },
  'vector-table-short': {
    exit: 2,
    explanation:
      'The section, or the table by the size of its symbol, ends before the sixteenth slot of the vector table does: an exception that goes to a missing slot runs whatever follows in memory. A table is 16 slots of 0x80 bytes; fill unused ones with a branch to a panic routine. A test that takes no missing slot runs.',
  },
  'vector-table-not-executable': {
    exit: 2,
    explanation:
      'The table\'s symbol is not in a section of code. Give its section the flags "ax".',
  },
  'vector-slot-empty': {
    exit: 2,
    explanation:
      'A slot of the vector table has no instruction of its own, only padding. An exception that goes there slides into the next slot or executes zeros. Give it at least a branch to a panic routine. A test that takes no empty slot runs.',
  },
  'vector-slot-overrun': {
    exit: 2,
    explanation:
      'Execution can run over the end of a slot (0x80 bytes, 32 instructions) into the next one. End the slot with a branch, ERET or RET; move what does not fit out of the table. A call that never comes back, to a panic routine, is marked `// hcall: no-return: REASON`. A test that does not run over the end runs.',
  },
  'lint-marker-needless': {
    exit: 2,
    explanation:
      'A marker of the lint of vector tables, `// hcall: no-return: REASON` or `// hcall: aligned: REASON`, stands at a line of which nothing would be found without it. It would hide a later mistake: take it out.',
  },
  'mmu-off-exclusive': {
    exit: 2,
    explanation:
      'Code that runs with the MMU off sees all data as Device-nGnRnE memory, where exclusive and atomic accesses are not guaranteed to work: they may fault, or a store-exclusive may never succeed. Use plain accesses and barriers until the MMU is on (Arm ARM B2.9.5, D8.2.10).',
  },
  'mmu-off-zero': {
    exit: 2,
    explanation:
      'DC ZVA and its tagging forms fault with an alignment fault on Device memory, which all data is while the MMU is off. Store zeros instead (Arm ARM C5.3, DC ZVA).',
  },
  'mmu-off-unaligned': {
    exit: 2,
    explanation:
      'With the MMU off every data access must be aligned to its size, whatever SCTLR_ELx.A says: Device memory faults otherwise (Arm ARM B2.5.2). The offset here is no multiple of the access size, or a literal is not aligned to it. Use accesses of the size that the alignment allows, or put .balign 8 before the literal.',
  },
  'alternative-callback': {
    exit: 2,
    explanation:
      'This alternative is not a replacement text but a function that the kernel runs at boot to make the instructions; the harness does not run it. Give what it makes under `callbacks:` (or --callback): for kvm_update_va_mask the mask, for any other the words. Else leave its number out, or test the patched image.',
  },
  'callback-unknown': {
    exit: 2,
    explanation:
      'No entry of .altinstructions is made by a callback of this name. In an object it is the symbol that the entry refers to; in a linked image the function at its address, which has to have kept its name.',
  },
  'callback-misfit': {
    exit: 2,
    explanation:
      'What is given for a callback does not fit its place: another number of instructions, a mask that is no row of ones from bit 0 on, a tag with more than 24 bits, or bits below the mask, or a kind that only other callbacks take (arch/arm64/kvm/va_layout.c).',
  },
  'alternative-invalid': {
    exit: 2,
    explanation:
      'An entry of .altinstructions does not describe instructions that are in the image, or its two texts differ in length, or the replacement has an instruction that cannot be moved. The kernel would stop at boot with the same complaint.',
  },
  'alternative-unknown': {
    exit: 2,
    explanation:
      'No entry of .altinstructions has this capability number. The numbers are those of arch/arm64/tools/cpucaps (asm/cpucaps.h of a built tree) and differ from kernel to kernel.',
  },
} as const satisfies Record<string, CodeEntry>;
