/**
 * The Scalable Vector and Matrix Extensions, whose instructions are not assembled: their mnemonics that no other
 * instruction has, as GNU as 2.40 knows them, so that a refusal says what they are.
 */

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** SVE and SVE2; matrices of SME have some of these names too. */
const vectorMnemonics = words(`
  adclb adclt addhnb addhnt addpl addspl addsvl addvl andv asrd asrr bdep bext bfcvtnt bgrp brka
  brkas brkb brkbs brkn brkns brkpa brkpas brkpb brkpbs bsl1n bsl2n cadd cdot clasta clastb cmla
  cmpeq cmpge cmpgt cmphi cmphs cmple cmplo cmpls cmplt cmpne cnot cntb cntd cnth cntp cntw
  compact cpy ctermeq ctermne decb decd dech decp decw dupm eorbt eors eortb eorv fadda faddv
  fcmne fcmuo fcpy fcvtlt fcvtnt fcvtx fcvtxnt fdivr fdup fexpa flogb fmad fmlalb fmlalt fmlslb
  fmlslt fmmla fmsb fnmad fnmla fnmls fnmsb fscale fsubr ftmad ftsmul ftssel histcnt histseg
  incb incd inch incp incw index insr lasta lastb ld1b ld1d ld1h ld1rb ld1rd ld1rh ld1rob ld1rod
  ld1roh ld1row ld1rqb ld1rqd ld1rqh ld1rqw ld1rsb ld1rsh ld1rsw ld1rw ld1sb ld1sh ld1sw ld1w
  ld2b ld2d ld2h ld2w ld3b ld3d ld3h ld3w ld4b ld4d ld4h ld4w ldff1b ldff1d ldff1h ldff1sb
  ldff1sh ldff1sw ldff1w ldnf1b ldnf1d ldnf1h ldnf1sb ldnf1sh ldnf1sw ldnf1w ldnt1b ldnt1d
  ldnt1h ldnt1sb ldnt1sh ldnt1sw ldnt1w lslr lsrr mad match movprfx movs msb nand nands nbsl
  nmatch nor nors nots orns orrs orv pfalse pfirst pmullb pmullt pnext prfb prfd prfh prfw psel
  ptest ptrue ptrues raddhnb raddhnt rdffr rdffrs rdsvl rdvl revb revd revh revw rshrnb rshrnt
  rsubhnb rsubhnt sabalb sabalt sabdlb sabdlt saddlb saddlbt saddlt saddv saddwb saddwt sbclb
  sbclt sclamp sdivr sel setffr shrnb shrnt shsubr smlalb smlalt smlslb smlslt smullb smullt
  splice sqcadd sqdecb sqdecd sqdech sqdecp sqdecw sqdmlalb sqdmlalbt sqdmlalt sqdmlslb
  sqdmlslbt sqdmlslt sqdmullb sqdmullt sqincb sqincd sqinch sqincp sqincw sqrdcmlah sqrshlr
  sqrshrnb sqrshrnt sqrshrunb sqrshrunt sqshlr sqshrnb sqshrnt sqshrunb sqshrunt sqsubr sqxtnb
  sqxtnt sqxtunb sqxtunt srshlr sshllb sshllt ssublb ssublbt ssublt ssubltb ssubwb ssubwt st1b
  st1d st1h st1w st2b st2d st2h st2w st3b st3d st3h st3w st4b st4d st4h st4w stnt1b stnt1d
  stnt1h stnt1w subhnb subhnt subr sunpkhi sunpklo uabalb uabalt uabdlb uabdlt uaddlb uaddlt
  uaddv uaddwb uaddwt uclamp udivr uhsubr umlalb umlalt umlslb umlslt umullb umullt uqdecb
  uqdecd uqdech uqdecp uqdecw uqincb uqincd uqinch uqincp uqincw uqrshlr uqrshrnb uqrshrnt
  uqshlr uqshrnb uqshrnt uqsubr uqxtnb uqxtnt urshlr ushllb ushllt usublb usublt usubwb usubwt
  uunpkhi uunpklo whilege whilegt whilehi whilehs whilele whilelo whilels whilelt whilerw
  whilewr wrffr
`);

const matrixMnemonics = words(`
  addha addva bfmopa bfmops fmopa fmops ld1q mova smopa smops st1q sumopa sumops umopa umops
  usmopa usmops zero
`);

/** An operand in lower case, which may be of a kind that no other instruction has. */
interface Written {
  readonly text: string;
}

/** Registers of SVE, `z0.s` and `p0/m`, and of SME, `za`. */
const isScalable = ({ text }: Written): boolean =>
  /^\{?\s*(z(\d|[12]\d|3[01])|pn?(\d|1[0-5])|za\w*|zt0)\b/.test(text);

/** Why an instruction is refused that belongs to them; undefined for any other. */
export function refusalOfScalable(
  mnemonic: string,
  operands: readonly Written[],
): { readonly error: string; readonly operand?: number } | undefined {
  const extension = matrixMnemonics.has(mnemonic) ? 'SME' : 'SVE';
  if (vectorMnemonics.has(mnemonic) || matrixMnemonics.has(mnemonic)) {
    return { error: `'${mnemonic}' is an instruction of ${extension}, which is not assembled` };
  }
  const operand = operands.findIndex(isScalable);
  const text = operands[operand]?.text ?? '';
  return operand === -1
    ? undefined
    : {
        error: `'${text}' is a register of ${/^\{?\s*z[at]/.test(text) ? 'SME' : 'SVE'}, whose instructions are not assembled`,
        operand,
      };
}
