/**
 * What Keystone may encode: mnemonics whose forms are compared with GNU as (forms.ts). It knows more, and takes more of some than
 * GNU as does, but an encoder that refuses is better than one that guesses.
 */
export const keystoneMnemonics: ReadonlySet<string> = new Set(
  `
  abs adc adcs add addhn addp adds addv and ands asr asrv bfc bfi bfm bfxil bic bics bif
  bit bsl ccmn ccmp cinc cinv cls clz cmeq cmge cmgt cmhi cmhs cmle cmlt cmn cmp cmtst cneg cnt
  crc32b crc32cb crc32ch crc32cw crc32cx crc32h crc32w crc32x csel cset csetm csinc csinv csneg
  dup eon eor ext extr fabs fadd faddp fccmp fccmpe fcmeq fcmge fcmgt fcmp fcmpe fcsel fcvt
  fcvtas fcvtau fcvtms fcvtmu fcvtns fcvtnu fcvtps fcvtpu fcvtzs fcvtzu fdiv fmadd fmax fmaxnm
  fmin fminnm fmla fmls fmov fmsub fmul fneg fnmadd fnmsub fnmul frinta frinti frintm frintn
  frintp frintx frintz fsqrt fsub ins ld1 ld1r ld2 ld2r ld3 ld3r ld4 ld4r lsl lslv lsr lsrv madd
  mla mls mneg mov movi movk movn movz msub mul mvn mvni neg negs ngc ngcs not orn orr pmul rbit
  rev rev16 rev32 rev64 ror rorv rshrn saddl saddlp saddlv saddw sbc sbcs sbfiz sbfm sbfx scvtf
  sdiv shadd shl shrn shrn2 sli smaddl smax smaxp smaxv smin sminp sminv smlal smlal2 smlsl
  smnegl smov smsubl smulh smull smull2 sqadd sqdmulh sqsub sqxtn sqxtun sri srshr sshl sshll
  sshll2 sshr ssra ssubl st1 st2 st3 st4 sub subhn subs sxtb sxth sxtl sxtl2 sxtw tbl tbx trn1
  trn2 tst uaba uabal uabd uabdl uadalp uaddl uaddl2 uaddlp uaddlv uaddw uaddw2 ubfiz ubfm ubfx
  ucvtf udiv uhadd umaddl umax umaxp umaxv umin uminp uminv umlal umlal2 umlsl umnegl umov
  umsubl umulh umull umull2 uqadd uqsub uqxtn urhadd urshr ushl ushll ushll2 ushr usra usubl
  uxtb uxth uxtl uxtl2 uxtw uzp1 uzp2 xtn xtn2 zip1 zip2
`
    .trim()
    .split(/\s+/),
);
