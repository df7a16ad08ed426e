/**
 * Forms of A64 instructions for comparing this encoder with GNU as; each `$name` stands for a random operand (form-samples.ts).
 * Every mnemonic that Keystone may encode is here, in the forms that code for EL2 uses and in some that must be refused.
 */

/** Data processing, with what GNU as turns into another instruction, and what it refuses. */
const dataProcessing = `
add $xsp, $xsp, #$u12
add $wsp, $wsp, $u12
sub $xsp, $xsp, #$u12, lsl #12
sub $wsp, $wsp, #$u12, lsl 12
adds $x, $xsp, #$u12
subs $w, $wsp, #$u12
adds $x, $xsp, #$u12, lsl #12
add x1, x2, #0x1000
add x1, x2, #0xfff000
add x1, x2, 0x123000
add x0, x1, #-1
sub x0, x1, #-16
add w0, w1, #-4096
cmp x0, #-1
cmn x0, #-4
adds x0, x1, #-1
subs x0, x1, #-4095
add x0, sp, x1
add sp, sp, x1
add sp, x2, x1, lsl #3
add x0, sp, x1, lsl #4
sub sp, x2, x1
cmp sp, x1
cmp sp, x1, lsl #2
cmn wsp, w1
add $x, $x, $x
add $w, $w, $w
add $x, $x, $x, $shift #$u6
sub $w, $w, $w, $shift #$u5
adds $x, $x, $x, $shift $u6
subs $x, $x, $x, $shift #$u6
add $xsp, $xsp, $w, $extend32
add $xsp, $xsp, $w, $extend32 #$amount
sub $xsp, $xsp, $x, $extend64 #$amount
sub $wsp, $wsp, $w, $extend32 #$amount
adds $x, $xsp, $w, $extend32 #$amount
subs $x, $xsp, $w, $extend32 #$amount
add x0, x1, x2, uxtx
add x0, x1, x2, sxtx
add w0, w1, w2, uxtx #1
add x0, x1, w2, sxtw #2
cmp $xsp, #$u12
cmp $x, $x
cmp $w, $w, $shift #$u5
cmp $xsp, $w, $extend32 #$amount
cmp $wsp, #$u12, lsl #12
cmn $xsp, #$u12
cmn $x, $x, $shift #$u6
neg $x, $x
neg $w, $w, $shift #$u5
negs $x, $x, $shift #$u6
negs $x, $x
adc $x, $x, $x
adcs $w, $w, $w
sbc $x, $x, $x
sbcs $x, $x, $x
ngc $x, $x
ngcs $w, $w
and $xsp, $x, #$bitmask64
and $wsp, $w, #$bitmask32
and $xsp, $x, $bitmask64
orr $xsp, $x, #$bitmask64
orr $wsp, $w, #$bitmask32
eor $xsp, $x, #$bitmask64
eor $wsp, $w, #$bitmask32
ands $x, $x, #$bitmask64
ands $w, $w, #$bitmask32
tst $x, #$bitmask64
tst $w, #$bitmask32
bic $xsp, $x, #$bitmask64
bic $wsp, $w, #$bitmask32
bics $x, $x, #$bitmask64
orn $xsp, $x, #$bitmask64
eon $wsp, $w, #$bitmask32
bic x0, x1, #0xff
bic w0, w1, #1
and x0, x1, #~0xff
and x0, x1, #-16
and w0, w1, #-16
orr x0, x1, #-2
tst x0, #-8
and $x, $x, $x
and $w, $w, $w, $rotate #$u5
bic $x, $x, $x, $rotate #$u6
orr $x, $x, $x, $rotate #$u6
orn $x, $x, $x, $rotate #$u6
eor $x, $x, $x, $rotate #$u6
eon $x, $x, $x, $rotate #$u6
ands $x, $x, $x, $rotate #$u6
bics $w, $w, $w, $rotate #$u5
orr $x, $x, $x
eor $w, $w, $w
tst $x, $x
tst $x, $x, $rotate #$u6
tst $w, $w, $rotate #$u5
mvn $x, $x
mvn $x, $x, $rotate #$u6
mvn $w, $w
mov $x, $x
mov $w, $w
mov x0, sp
mov sp, x0
mov wsp, w3
mov w3, wsp
mov sp, xzr
mov sp, sp
mov x0, #0
mov x0, #1
mov x0, 0x16
mov w0, #0xffff
mov w0, #0x10000
mov x0, #0xffff0000
mov x0, #0xffff00000000
mov x0, #0xffffffffffffffff
mov x0, #-1
mov x0, #-2
mov w0, #-1
mov w0, #0xffffffff
mov w0, #-65536
mov w0, #0xfffeffff
mov x0, #0xfffffffffffeffff
mov x0, #-65537
mov x0, #0xaaaaaaaaaaaaaaaa
mov w0, #0xaaaaaaaa
mov x0, #0x5555555555555555
mov x0, #0x1ff
mov x0, #0x10001
mov x0, #0x7fffffffffffffff
mov x0, #0x8000000000000000
mov w0, #0x80000000
mov w0, #-2147483648
mov w0, #0xffff0000
mov w0, #0x0000ffff
mov x0, #0xffffffff
mov x0, #0xfffffffffffffff0
mov $x, #$bitmask64
mov $w, #$bitmask32
mov $x, #$u16
mov $w, #-$u16
mov sp, #$bitmask64
movz $x, #$u16
movz $x, #$u16, lsl #$half64
movk $x, #$u16, lsl #$half64
movk $w, $u16, lsl $half32
movn $x, #$u16, lsl #$half64
movn $w, #$u16
movz $w, #$u16, lsl #$half32
lsl $x, $x, #$u6
lsr $x, $x, #$u6
asr $w, $w, #$u5
ror $x, $x, #$u6
ror $w, $w, #$u5
lsl $x, $x, $x
lsr $w, $w, $w
asr $x, $x, $x
ror $x, $x, $x
lslv $x, $x, $x
lsrv $x, $x, $x
asrv $x, $x, $x
rorv $w, $w, $w
extr $x, $x, $x, #$u6
extr $w, $w, $w, #$u5
sbfm $x, $x, #$u6, #$u6
ubfm $w, $w, #$u5, #$u5
bfm $x, $x, #$u6, #$u6
sxtb $x, $w
sxtb $w, $w
sxth $x, $w
sxth $w, $w
sxtw $x, $w
uxtb $w, $w
uxth $w, $w
uxtw x0, w1
ubfx x0, x1, #26, #6
ubfx $x, $x, #10, #$u5
ubfx w0, w1, #5, #3
sbfx x3, x4, 3, 9
ubfiz x0, x1, #12, #4
sbfiz w0, w1, #12, #4
bfi x0, x1, #12, #4
bfxil x0, x1, #12, #4
bfi w0, w1, #3, #7
bfxil w9, w1, #3, #7
bfc x0, #12, #4
bfc w3, #1, #2
clz $x, $x
cls $w, $w
rbit $x, $x
rev $x, $x
rev $w, $w
rev16 $x, $x
rev16 $w, $w
rev32 $x, $x
rev64 $x, $x
mul $x, $x, $x
mul $w, $w, $w
madd $x, $x, $x, $x
msub $w, $w, $w, $w
mneg $x, $x, $x
smull $x, $w, $w
umull $x, $w, $w
smnegl $x, $w, $w
umnegl $x, $w, $w
smaddl $x, $w, $w, $x
umaddl $x, $w, $w, $x
smsubl $x, $w, $w, $x
umsubl $x, $w, $w, $x
smulh $x, $x, $x
umulh $x, $x, $x
sdiv $x, $x, $x
udiv $w, $w, $w
crc32b $w, $w, $w
crc32h $w, $w, $w
crc32w $w, $w, $w
crc32x $w, $w, $x
crc32cb $w, $w, $w
crc32ch $w, $w, $w
crc32cw $w, $w, $w
crc32cx $w, $w, $x
csel $x, $x, $x, $cond
csel $w, $w, $w, $cond
csinc $x, $x, $x, $cond
csinv $x, $x, $x, $cond
csneg $w, $w, $w, $cond
cset $x, $cond
csetm $w, $cond
cinc $x, $x, $cond
cinv $x, $x, $cond
cneg $w, $w, $cond
ccmp $x, $x, #$u4, $cond
ccmp $x, #$u5, #$u4, $cond
ccmp $w, $u5, $u4, $cond
ccmn $x, $x, #$u4, $cond
ccmn $w, #$u5, #$u4, $cond
csel x0, x1, x2, al
csinc x0, x1, x2, nv
ccmp x0, x1, #0, al
MOV X0, X1
ADD X0, X1, X2, LSL #3
mov ip0, fp
mov lr, ip1
ubfx x0, x1, #60, #8
bfi x0, xzr, #3, #4
and w0, w1, #0xffffffff0000000f
and w0, w1, #0xffffffff
and x0, x1, #0
and x0, x1, #-1
add x0, x1, #0xffffffffffffffff
mov w0, #0x1ffffffff
mov w0, #0xffffffffffffff00
mov x0, #0xffffffff00000000
mov x0, #0x1234567812345678
mov x0, #0x12345
mov x0, #0x123400005678
mov w0, #0xffff1234
mov w0, #-1234
mov x0, #0x8000000000000001
mov x0, 0b1010
mov x0, 017
add x0, x1, #4097
add x0, x1, #0x1001000
add w0, w1, #0xfffff000
sub x0, x1, #-4096
adds x0, x1, #-4096
add x0, x1, #-4097
cmp x0, #-4096
cmn x0, #-4096
cmp w0, #-1
cmp w0, #0x1000
cmp x0, 0x1000
cmp x0, #4097
add x0, x1, #1, lsl #0
add x0, x1, #-1, lsl #12
movz x0, #65536
movk x0, #1, lsl #8
movk w0, #1, lsl #32
movn x0, #-1
lsl x0, x1, #64
lsl w0, w1, #32
lsl x0, x1, #-1
lsr x0, x1, #0
asr w0, w1, #0
ror x0, x1, #64
add x0, x1, x2, lsl #64
add w0, w1, x2
add x0, w1, x2
add x0, x1, sp
add x0, xzr, #1
and sp, x0, x1
orr sp, x0, x1
mov sp, #8
add x32, x0, x1
csel x0, x1, x2, xx
cset x0, al
cinc x0, x1, al
ccmp x0, #32, #0, eq
ccmp x0, #1, #16, eq
foo x0
add x0, x1
add x0, x1, x2, x3
add x0, x1, x2, foo
add x0, , x1
add
uxtw w0, w1
uxtw x0, x1
sxtw w0, w1
sxtw x0, x1
sxtb x0, x1
uxtb x0, w1
uxth x0, w1
uxtb x0, x1
neg x0, x1, ror #3
cmp x0, x1, ror #3
add x0, x1, x2, ror #3
mvn x0, #1
tst x0, #3
tst w0, #0xf0f0f0f0
tst sp, #1
bic x0, x1, #0
crc32x w0, w1, xzr
`;

/** Loads and stores of general registers, all addressing modes. */
const loadsAndStores = `
ldr $x, [$xsp]
ldr $w, [$xsp]
ldr $x, [$xsp, #$m8]
ldr $x, [$xsp, $m8]
ldr $w, [$xsp, #$m4]
str $x, [$xsp, #$m8]
str $w, [$xsp, #$m4]
ldrb $w, [$xsp, #$u12]
strb $w, [$xsp, #$u12]
ldrh $w, [$xsp, #$m2]
strh $w, [$xsp, #$m2]
ldrsb $x, [$xsp, #$u12]
ldrsb $w, [$xsp, #$u12]
ldrsh $x, [$xsp, #$m2]
ldrsh $w, [$xsp, #$m2]
ldrsw $x, [$xsp, #$m4]
ldrb w0, [x1, #-1]
ldrh w0, [x1, #3]
ldrsw x0, [x1, #-4]
ldur $x, [$xsp]
sttrb $w, [$xsp]
ldr $x, [$xsp, $x]
ldr $w, [$xsp, $x]
ldr $x, [$xsp, $x, lsl #3]
ldr $x, [$xsp, $x, lsl #0]
ldr $w, [$xsp, $x, lsl #2]
ldr $x, [$xsp, $w, uxtw]
ldr $x, [$xsp, $w, sxtw #3]
ldr $x, [$xsp, $w, uxtw #3]
ldr $x, [$xsp, $x, sxtx]
ldr $x, [$xsp, $x, sxtx #3]
ldr $w, [$xsp, $w, sxtw #2]
str $x, [$xsp, $x, lsl #3]
ldrb $w, [$xsp, $x]
ldrb $w, [$xsp, $x, lsl #0]
ldrb $w, [$xsp, $w, uxtw]
ldrb $w, [$xsp, $w, uxtw #0]
strb $w, [$xsp, $x]
ldrh $w, [$xsp, $x, lsl #1]
ldrsb $x, [$xsp, $x]
ldrsh $x, [$xsp, $x, lsl #1]
ldrsw $x, [$xsp, $x, lsl #2]
ldrsw $x, [$xsp, $w, sxtw #2]
ldp $x, $x, [$xsp]
ldp x0, x1, [$xsp, #$p8]
ldp x0, x1, [$xsp, $p8]
stp $x, $x, [$xsp, #$p8]
stp $w, $w, [$xsp, #$p4]
ldp w3, w4, [$xsp, #$p4]
stp x0, x1, [sp, #-16]!
stp x2, x3, [sp, -16]!
ldp x0, x1, [sp], #16
ldp x2, x3, [sp], 16
stp xzr, xzr, [sp, #$p8]!
stp lr, xzr, [sp, #-16]!
str lr, [sp, #-16]!
ldr lr, [sp], #16
ldp x29, x30, [sp], #$p8
ldpsw x0, x1, [$xsp, #$p4]
ldpsw x0, x1, [x2], #$p4
ldnp x0, x1, [$xsp, #$p8]
stnp $x, $x, [$xsp, #$p8]
ldr $x, $pc19
ldr $w, $pc19
ldrsw $x, $pc19
prfm pldl1keep, $pc19
prfm pldl1keep, [$xsp]
prfm pstl1strm, [$xsp, #$m8]
prfm pldl2strm, [$xsp, $x]
prfm plil1keep, [$xsp, $x, lsl #3]
prfm #$u5, [$xsp]
ldxr $x, [$xsp]
ldxr $w, [$xsp]
ldxrb $w, [$xsp]
ldxrh $w, [$xsp]
ldaxr $x, [$xsp]
ldaxrb $w, [$xsp]
stxr w0, $x, [x1]
stxr w1, w2, [sp]
stxrb w0, w2, [x1]
stlxr w0, x2, [x1]
stlxrh w0, w2, [x1]
ldxp x0, x2, [$xsp]
ldaxp w0, w2, [$xsp]
stxp w0, x2, x3, [x1]
stlxp w0, w2, w3, [x1]
ldar $x, [$xsp]
ldar $w, [$xsp]
ldarb $w, [$xsp]
ldarh $w, [$xsp]
stlr $x, [$xsp]
stlrb $w, [$xsp]
stlrh $w, [$xsp]
ldxr x0, [x1, #0]
ldar x0, [x1, 0]
LDR X0, [X1, #8]
ldr x0, [x1, #0]!
ldr x0, [x1], #0
ldr x0, [x1]!
ldr x0,[x1,x2,lsl 3]
ldr x0,[x1,w2,uxtx]
ldr x0, [x1, x2, uxtx]
ldr x0, [x1, x2]!
str x0, [x1], x2
ldp x0, x0, [x1]
ldr x1, [x1], #8
ldr x1, [x1, #8]!
str x1, [x1], #8
str x1, [x1, #8]!
ldp x1, x2, [x1], #16
stp x1, x2, [x1], #16
stp x1, x2, [x2, #16]!
ldpsw x1, x1, [x2]
stxr w0, x0, [x1]
stxr w0, x1, [x0]
stxr w0, w0, [x0]
stlxr w1, x1, [sp]
ldxp x1, x1, [x2]
stxp w0, x0, x1, [x2]
ldr x0, [x1, #32768]
ldr x0, [x1, #32761]
ldr x0, [x1, #-257]
ldr w0, [x1, #16381]
ldr x0, [x1], #256
ldrb w0, [x1, #4096]
ldp x0, x1, [x2, #512]
ldp x0, x1, [x2, #4]
ldp w0, x1, [x2]
ldr x0, [w1]
ldr x0, [x1, #8
ldr sp, [x0]
ldr x0, [xzr]
str sp, [x0]
ldrx x0, [x1]
prfm 31, [x0]
prfm pldslckeep, [x0]
prfm pldl1keep, [x0, #-8]
prfm pldl1strm, [x0, w1, uxtw #3]
rprfm pldkeep, x0, [x1]
ldr x0, [x1, x2, lsl]
ldr x0, [x1, x2, lsl #2]
ldr w0, [x1, x2, lsl #3]
ldrb w0, [x1, x2, lsl #0]
ldrb w0, [x1, x2, lsl]
ldrb w0, [x1, w2, sxtw #0]
ldr x0, [x1, w2]
ldr x0, [x1, w2, sxtw #0]
stp x29, x30, [sp, #-0x10]!
stp x0, x1, [sp, # -16]!
stp x0,x1,[ sp , #-16 ] !
ldp   x0 , x1 , [ sp ] , #16
`;

/** Branches and other PC-relative instructions; a bare distance at the end. */
const branches = `
ret
ret $x
br $x
blr $x
B.EQ 8
b $pc26
bl $pc26
b.$cond $pc19
beq $pc19
bne $pc19
bhs $pc19
blo $pc19
bcs $pc19
bcc $pc19
bmi $pc19
bls $pc19
bge $pc19
bnone $pc19
b.al $pc19
bal $pc19
cbz $x, $pc19
cbnz $w, $pc19
tbz $x, #$u6, $pc14
tbnz $w, #$u5, $pc14
tbnz $x, $u6, $pc14
tbz w0, #33, 8
adr $x, $adr
RET
ret x30
ret sp
ret w0
`;

/** System instructions, exceptions, barriers, hints. */
const system = `
eret
drps
hvc #$u16
hvc $u16
svc #$u16
smc #$u16
brk #$u16
hlt #$u16
dcps1
dcps2 #$u16
dcps3 #1
nop
yield
wfe
wfi
sev
sevl
hint #$u7
isb
isb sy
isb #15
isb #$u4
dsb sy
dsb ish
dsb ishst
dsb ishld
dsb nsh
dsb nshst
dsb nshld
dsb osh
dsb oshst
dsb oshld
dsb st
dsb ld
dsb #$u4
dmb sy
dmb ish
dmb ishld
dmb ishst
dmb #$u4
dmb $u4
clrex
clrex #$u4
msr daifset, #$u4
msr daifclr, #$u4
msr DAIFSet, $u4
msr spsel, #0
msr SPSel, #1
sys #$u3, c7, c$u4, #$u3, $x
sys #$u3, c7, c$u4, #$u3
sysl $x, #$u3, c7, c$u4, #$u3
SYS #0, C7, C5, #0
mrs $x, s$u2_$u3_c$u4_c$u4_$u3
mrs $x, s3_$u3_c$u4_c$u4_$u3
msr s3_$u3_c$u4_c$u4_$u3, $x
msr s$u2_$u3_c$u4_c$u4_$u3, $x
mrs $x, s2_$u3_c$u4_c$u4_$u3
mrs x0, S3_4_C15_C2_7
tlbi vmalle1, x0
tlbi vae1
tlbi vae1, xzr
TLBI VMALLE1
tlbi vmalls12e1is
tlbi ipas2e1is, x0
tlbi alle2
dc zva, x0
dc civac, x3
DC CVAC, X1
ic iallu
ic ialluis
ic ivau, x5
at s1e1r, x0
AT S12E1R, x0
hint #128
hint 0
msr daifset, #16
msr daifset, #2
msr daifclr, 0xf
msr DAIFClr, #15
msr pan, #2
msr pan, #1
msr uao, #0
msr spsel, #2
msr dit, #1
msr ssbs, #1
msr tco, #1
msr allint, #1
msr svcrsm, #1
msr svcrza, #0
msr svcrsmza, #1
hvc #65536
hvc #-1
hvc
svc 0
brk #0x10001
clrex #16
dsb
dmb
isb 15
isb ish
isb st
dsb ishnxs
dsb synxs
dsb oshnxs
dsb nshnxs
dsb #16
dsb foo
mrs x0, ESR_EL2
mrs x0, esr_el2
msr VBAR_EL2, x0
mrs x0, currentel
mrs w0, nzcv
msr nzcv, xzr
mrs x0, foo_el1
mrs sp, nzcv
msr esr_el2, sp
msr esr_el2, #0
msr S3_0_C15_C2_0, x0
msr s3_8_c0_c0_0, x0
mrs x0, s3_0_c16_c0_0
mrs x0, sp_el0
mrs x0, tpidr_el2
msr sp_el1, x0
msr elr_el2, x30
msr spsr_el2, x0
mrs x18, esr_el2
mrs x0, vttbr_el2
mrs x0, hpfar_el2
mrs x0, par_el1
msr spsr_el1, x0
mrs x1, spsr_el12
mrs x1, sctlr_el12
mrs x1, cntv_ctl_el02
mrs x0, ich_vtr_el2
mrs x0, icc_sre_el2
mrs x0, id_aa64mmfr2_el1
mrs x0, rndr
sys #0, c7, c5, #0, xzr
sys #0, c7, c5, #0
sys #8, c7, c5, #0
sys 3, c7, c4, 1, x0
SYS #3, C7, C4, #1, X0
sysl x0, #3, c15, c4, #1
ERET
NOP
nop x0
dcps1 #3
dcps4
hlt 1
`;

/** SIMD and floating point. */
const vectors = `
ldr x0, [x1, #$s9]
ldr w0, [x1, #$s9]
str x0, [sp, #$s9]
ldr q0, [x1, #-16]
ldr d0, [x1, #4]
ldr x0, [x1], #$s9
ldr x0, [x1, #$s9]!
str x0, [x1], $s9
str w0, [x1, #$s9]!
ldrb w0, [x1], #$s9
strb w0, [x1, #$s9]!
ldrh w0, [x1], #$s9
strh w0, [x1, #$s9]!
ldrsb x0, [x1], #$s9
ldrsb w0, [x1, #$s9]!
ldrsh w0, [x1], #$s9
ldrsh x0, [x1, #$s9]!
ldrsw x0, [x1], #$s9
ldrsw x0, [x1, #$s9]!
ldur $x, [$xsp, #$s9]
ldur $w, [$xsp, $s9]
stur $x, [$xsp, #$s9]
sturb $w, [$xsp, #$s9]
ldurb $w, [$xsp, #$s9]
ldurh $w, [$xsp, #$s9]
sturh $w, [$xsp, #$s9]
ldursb $x, [$xsp, #$s9]
ldursh $w, [$xsp, #$s9]
ldursw $x, [$xsp, #$s9]
ldtr $x, [$xsp, #$s9]
sttr $w, [$xsp, #$s9]
ldtrb $w, [$xsp, #$s9]
ldtrh $w, [$xsp, #$s9]
sttrh $w, [$xsp, #$s9]
ldtrsb $x, [$xsp, #$s9]
ldtrsh $w, [$xsp, #$s9]
ldtrsw $x, [$xsp, #$s9]
stnp $q, $q, [$xsp, #$p16]
ldp q0, q1, [$xsp, #$p16]
stp $q, $q, [$xsp, #$p16]!
stp $d, $d, [$xsp], #$p8
stp $s, $s, [$xsp, #$p4]
ldr $q, [$xsp, #$m16]
ldr $d, [$xsp, #$m8]
ldr $s, [$xsp, #$m4]
ldr $h, [$xsp, #$m2]
ldr $b, [$xsp, #$u12]
str $q, [$xsp, #$m16]
str $d, [$xsp, $x, lsl #3]
str $q, [$xsp, $x, lsl #4]
ldr $q, [$xsp], #$s9
str $q, [$xsp, #$s9]!
ldur $q, [$xsp, #$s9]
stur $d, [$xsp, #$s9]
ldr $q, $pc19
ldr $d, $pc19
prfum pldl1strm, [$xsp, #$s9]
fmov $d, $x
fmov $x, $d
fmov $s, $w
fmov $w, $s
fmov $d, $d
fmov $s, $s
fmov $d, #1.0
fmov $s, #-0.5
fmov $s, #2
fmov v3.d[1], x7
fmov x7, v3.d[1]
fmov $v.2d, #1.0
fmov $v.4s, #3.0
fadd $d, $d, $d
fsub $s, $s, $s
fmul $d, $d, $d
fdiv $d, $d, $d
fcmp $d, $d
fcmp $d, #0.0
fcmpe $s, $s
fcvt $d, $s
fcvtzs $x, $d
scvtf $d, $x
ucvtf $s, $w
fsqrt $d, $d
fabs $d, $d
fneg $s, $s
fmadd $d, $d, $d, $d
fcsel $d, $d, $d, $cond
add $v.16b, $v.16b, $v.16b
add $v.2d, $v.2d, $v.2d
sub $v.4s, $v.4s, $v.4s
and $v.16b, $v.16b, $v.16b
eor $v.8b, $v.8b, $v.8b
orr $v.16b, $v.16b, $v.16b
bic $v.16b, $v.16b, $v.16b
bic $v.8h, #$u7
orr $v.4s, #$u7, lsl #8
bsl $v.16b, $v.16b, $v.16b
bit $v.16b, $v.16b, $v.16b
bif $v.16b, $v.16b, $v.16b
mov $v.16b, $v.16b
mov $v.8b, $v.8b
mov $v.b[3], $w
mov $v.d[1], $x
mov $v.s[1], $v.s[2]
mov $x, $v.d[1]
mov $w, $v.s[3]
mov $d, $v.d[1]
umov $w, $v.b[7]
umov $x, $v.d[0]
smov $x, $v.h[2]
ins $v.d[0], $x
ins $v.b[1], $v.b[2]
dup $v.16b, $w
dup $v.2d, $x
dup $v.4s, $v.s[3]
dup $d, $v.d[1]
movi $v.16b, #$u7
movi $v.2d, #0
movi $v.2d, #0xff00ff00ff00ff00
movi $d, #0xffffffff00000000
movi $v.4s, #$u7, lsl #8
movi $v.4s, #$u7, msl #8
movi $v.8h, #$u7
mvni $v.4s, #$u7
ld1 {$v.16b}, [$xsp]
ld1 {v0.16b-v3.16b}, [$xsp]
ld1 {v0.16b-v3.16b}, [x1], #64
ld1 {v0.16b, v1.16b}, [x1], #32
ld1 {v0.16b, v1.16b}, [x1], $x
ld1 {v30.8b, v31.8b, v0.8b}, [x1]
st1 {v0.2d, v1.2d, v2.2d, v3.2d}, [sp]
st1 {v5.4s-v8.4s}, [x3], #64
ld1 {v0.b}[3], [x1]
ld1 {v0.d}[1], [x1], #8
st1 {v0.s}[2], [x1]
ld1r {v0.4s}, [x1]
ld2 {v0.4s, v1.4s}, [x1]
ld3 {v0.4s-v2.4s}, [x1]
ld4 {v0.16b-v3.16b}, [x1]
st4 {v0.16b-v3.16b}, [x1], #64
ld4r {v0.16b-v3.16b}, [x1]
tbl $v.16b, {v0.16b}, $v.16b
tbl $v.16b, {v0.16b-v3.16b}, $v.16b
tbx $v.8b, {v0.16b, v1.16b}, $v.8b
ext $v.16b, $v.16b, $v.16b, #$u4
rev64 $v.16b, $v.16b
rev32 $v.8h, $v.8h
rev16 $v.16b, $v.16b
zip1 $v.16b, $v.16b, $v.16b
uzp2 $v.4s, $v.4s, $v.4s
trn1 $v.2d, $v.2d, $v.2d
shl $v.4s, $v.4s, #$u5
ushr $v.4s, $v.4s, #1$u3
sshr $v.2d, $v.2d, #3
sri $v.4s, $v.4s, #5
sli $v.4s, $v.4s, #5
ushll $v.8h, $v.8b, #3
uxtl $v.8h, $v.8b
xtn $v.8b, $v.8h
xtn2 $v.16b, $v.8h
cmeq $v.16b, $v.16b, $v.16b
cmeq $v.16b, $v.16b, #0
cmhs $v.16b, $v.16b, $v.16b
cnt $v.8b, $v.8b
addv $b, $v.8b
uaddlv $h, $v.16b
umaxv $b, $v.16b
addp $v.4s, $v.4s, $v.4s
addp $d, $v.2d
umaxp $v.4s, $v.4s, $v.4s
pmull $v.1q, $v.1d, $v.1d
pmull2 $v.1q, $v.2d, $v.2d
pmull $v.8h, $v.8b, $v.8b
aese $v.16b, $v.16b
aesd $v.16b, $v.16b
aesmc $v.16b, $v.16b
aesimc $v.16b, $v.16b
sha1c $q, $s, $v.4s
sha1h $s, $s
sha1m $q, $s, $v.4s
sha1p $q, $s, $v.4s
sha1su0 $v.4s, $v.4s, $v.4s
sha1su1 $v.4s, $v.4s
sha256h $q, $q, $v.4s
sha256h2 $q, $q, $v.4s
sha256su0 $v.4s, $v.4s
sha256su1 $v.4s, $v.4s, $v.4s
umull $v.4s, $v.4h, $v.4h
umlal $v.2d, $v.2s, $v.2s
umlal2 $v.2d, $v.4s, $v.s[1]
mul $v.4s, $v.4s, $v.s[2]
mla $v.4s, $v.4s, $v.4s
not $v.16b, $v.16b
mvn $v.16b, $v.16b
neg $v.4s, $v.4s
abs $v.2d, $v.2d
sqadd $v.4s, $v.4s, $v.4s
ushl $v.4s, $v.4s, $v.4s
ldr $s, $pc19
smov w0, v1.h[3]
fmov d0, xzr
fmov d0, #0.0
fmov d0, #1
fmov d0, 1.0
fmov d0, #0.1
fmov s0, #1.25e1
fcmp s0, #0
fcmp s0, 0.0
movi d0, #0
movi v0.16b, #256
movi v0.4s, #1, lsl #3
fmov v0.4s, 1.0
ldr b0, [x1, #4096]
ldr q0, [x1, #8]
ld1 {v0.16b, v2.16b}, [x1]
ld1 {v0.16b-v3.16b}, [x1], #48
ld1 { v0.16b - v3.16b }, [x1]
ld1 {v31.16b-v2.16b}, [x1]
mov v0.d[1], v1.d[0]
mov v0.d[2], x0
mov d0, v1.d[1]
mov v0.s[1], w1
fdup v0.2d, xzr
ins v0.d[1], xzr
fmax $d, $d, $d
fmin $s, $s, $s
fmaxnm $d, $d, $d
fminnm $d, $d, $d
fnmul $d, $d, $d
fmsub $d, $d, $d, $d
fnmadd $s, $s, $s, $s
fnmsub $s, $s, $s, $s
frinta $d, $d
frintm $d, $d
frintn $s, $s
frintp $d, $d
frintx $d, $d
frintz $d, $d
frinti $d, $d
fcvtas $x, $d
fcvtau $w, $s
fcvtms $x, $d
fcvtmu $x, $d
fcvtns $x, $d
fcvtnu $x, $d
fcvtps $x, $d
fcvtpu $x, $d
fcvtzu $w, $d
fcvtzs $x, $d, #13
fccmp $d, $d, #$u4, $cond
fccmpe $d, $d, #$u4, $cond
fmla $v.4s, $v.4s, $v.4s
fmls $v.2d, $v.2d, $v.2d
faddp $v.4s, $v.4s, $v.4s
zip2 $v.8h, $v.8h, $v.8h
uzp1 $v.16b, $v.16b, $v.16b
trn2 $v.4s, $v.4s, $v.4s
sshl $v.4s, $v.4s, $v.4s
sshll $v.8h, $v.8b, #3
sshll2 $v.8h, $v.16b, #3
ushll2 $v.8h, $v.16b, #3
sxtl $v.8h, $v.8b
sxtl2 $v.8h, $v.16b
uxtl2 $v.4s, $v.8h
shrn $v.8b, $v.8h, #4
shrn2 $v.16b, $v.8h, #4
rshrn $v.8b, $v.8h, #4
ssra $v.4s, $v.4s, #7
usra $v.2d, $v.2d, #7
srshr $v.4s, $v.4s, #7
urshr $v.4s, $v.4s, #7
saddl $v.8h, $v.8b, $v.8b
uaddl $v.8h, $v.8b, $v.8b
uaddl2 $v.8h, $v.16b, $v.16b
uaddw $v.8h, $v.8h, $v.8b
uaddw2 $v.8h, $v.8h, $v.16b
saddw $v.8h, $v.8h, $v.8b
ssubl $v.8h, $v.8b, $v.8b
usubl $v.8h, $v.8b, $v.8b
smull $v.4s, $v.4h, $v.4h
smull2 $v.4s, $v.8h, $v.8h
umull2 $v.4s, $v.8h, $v.8h
smlal $v.4s, $v.4h, $v.4h
smlal2 $v.4s, $v.8h, $v.8h
smlsl $v.4s, $v.4h, $v.4h
umlsl $v.4s, $v.4h, $v.4h
mls $v.4s, $v.4s, $v.4s
cmgt $v.4s, $v.4s, $v.4s
cmgt $v.4s, $v.4s, #0
cmge $v.4s, $v.4s, $v.4s
cmle $v.4s, $v.4s, #0
cmlt $v.4s, $v.4s, #0
cmhi $v.16b, $v.16b, $v.16b
cmtst $v.2d, $v.2d, $v.2d
smax $v.4s, $v.4s, $v.4s
smin $v.4s, $v.4s, $v.4s
umax $v.4s, $v.4s, $v.4s
umin $v.16b, $v.16b, $v.16b
uminp $v.16b, $v.16b, $v.16b
smaxp $v.16b, $v.16b, $v.16b
sminp $v.16b, $v.16b, $v.16b
uminv $b, $v.16b
smaxv $h, $v.8h
sminv $s, $v.4s
saddlv $h, $v.16b
uaddlp $v.8h, $v.16b
uadalp $v.8h, $v.16b
saddlp $v.8h, $v.16b
sqsub $v.4s, $v.4s, $v.4s
uqadd $v.4s, $v.4s, $v.4s
uqsub $v.16b, $v.16b, $v.16b
sqxtn $v.8b, $v.8h
sqxtun $v.8b, $v.8h
uqxtn $v.8b, $v.8h
sqdmulh $v.4s, $v.4s, $v.4s
uaba $v.16b, $v.16b, $v.16b
uabd $v.16b, $v.16b, $v.16b
uabal $v.8h, $v.8b, $v.8b
uabdl $v.8h, $v.8b, $v.8b
shadd $v.4s, $v.4s, $v.4s
uhadd $v.16b, $v.16b, $v.16b
urhadd $v.16b, $v.16b, $v.16b
pmul $v.16b, $v.16b, $v.16b
addhn $v.8b, $v.8h, $v.8h
subhn $v.8b, $v.8h, $v.8h
orn $v.16b, $v.16b, $v.16b
clz $v.4s, $v.4s
cls $v.4s, $v.4s
rbit $v.16b, $v.16b
fadd $v.4s, $v.4s, $v.4s
fsub $v.2d, $v.2d, $v.2d
fmul $v.4s, $v.4s, $v.4s
fmul $v.4s, $v.4s, $v.s[1]
fdiv $v.4s, $v.4s, $v.4s
fneg $v.4s, $v.4s
fcmeq $v.4s, $v.4s, $v.4s
fcmgt $v.4s, $v.4s, $v.4s
fcmge $v.4s, $v.4s, $v.4s
scvtf $v.4s, $v.4s
fcvtzs $v.4s, $v.4s
add $d, $d, $d
sub $d, $d, $d
cmeq $d, $d, $d
shl $d, $d, #5
ushr $d, $d, #5
st2 {v4.4s, v5.4s}, [x1]
st2 {v4.4s-v5.4s}, [x1], #32
st3 {v4.4s-v6.4s}, [x1]
ld2 {v4.16b-v5.16b}, [x1], #32
ld3 {v4.b-v6.b}[3], [x1]
ld2r {v4.16b, v5.16b}, [x1]
ld3r {v4.16b-v6.16b}, [x1]
ld1 {v0.1d}, [x0], #8
ld1 {v0.8b-v1.8b}, [x0], x3
st1 {v0.b}[15], [x0], #1
st1 {v0.h}[7], [x0], #2
st1 {v0.d}[1], [x0], x2
mov $v.h[3], $w
mov $v.b[3], $v.b[9]
mov $b, $v.b[3]
mov $s, $v.s[3]
movi $v.2d, #0xffffffffffffffff
movi $v.4h, #3, lsl #8
movi $v.8b, #$u7
mvni $v.8h, #3, lsl #8
fmov $v.2s, #-1.5
`;

export const forms: readonly string[] = [
  dataProcessing,
  loadsAndStores,
  branches,
  system,
  vectors,
].flatMap((group) => group.trim().split('\n'));
