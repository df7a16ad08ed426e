/**
 * The public API of hcall. Nothing else is: paths below `dist/` may change with any version.
 *
 * `run`, `trace` and `call` do what the commands of these names do; the rest are the pieces that they stand on.
 */
export { run } from './run/run.ts';
export type { Isolation } from './run/isolation.ts';
export type { RunOptions } from './run/run.ts';
export type { Shard } from './run/shard.ts';
export { defaultBudget } from './run/tool-setting.ts';
export type { ToolSetting } from './run/tool-setting.ts';
export { merge } from './run/merge.ts';
export type { RecordedRun } from './run/merge.ts';
export { cover } from './coverage/cover.ts';
export type { CoverOptions } from './coverage/cover.ts';
export type { Coverage } from './coverage/coverage.ts';
export { mutate } from './mutation/mutate.ts';
export type { MutantReport, MutateOptions, MutationReport } from './mutation/mutate.ts';
export { list } from './run/list.ts';
export type { ListOptions } from './run/list.ts';
export type { Selected, Selection } from './run/select.ts';
export { trace } from './run/trace.ts';
export type { TraceOptions, TraceResult } from './run/trace.ts';
export type { TracedCall, TracedInstruction } from './run/trace-test.ts';
export { call } from './run/call.ts';
export type { CallOptions } from './run/call.ts';
export type { CallResult, ChangedRegister } from './run/make-call.ts';
export { verdicts } from './run/verdict.ts';
export type { ExceptionReport, Note, RunEvent, TestResult } from './run/event.ts';
export type { Verdict } from './run/verdict.ts';
export { sweep } from './sweep/sweep.ts';
export type { SweepOptions } from './sweep/sweep.ts';
export type { SweepResult, SweptBehaviour, SweptCaller, SweptClass } from './sweep/sweep-result.ts';
export type { WrittenVectors } from './run/written-vectors.ts';
export { compare } from './comparison/compare.ts';
export type { CompareOptions } from './comparison/compare.ts';
export type { Comparison } from './comparison/comparison.ts';
export { contract } from './contract/contract.ts';
export type { ContractOptions } from './contract/contract.ts';
export type { ContractResult } from './contract/result.ts';
export { prove } from './proof/prove.ts';
export type { ProveOptions } from './proof/prove.ts';
export type { ExplorationLimits } from './flow/exploration-limits.ts';
export type { Counterexample, ProofResult, ProvedTable, Statement } from './proof/result.ts';
export { bundledAbiFolder } from './installation.ts';

export { createReporter } from './report/create.ts';
export { reporterNames } from './report/reporter.ts';
export type { Reporter, ReporterName, ReporterOptions } from './report/reporter.ts';
export type { JsonReport } from './report/json.ts';

export { findingCodes, noteCodes } from './judge/codes.ts';
export type { Finding, FindingCode, Location, NoteCode, Subject } from './judge/finding.ts';

export { HcallError } from './diagnostics/diagnostic.ts';
export type { Diagnostic, Excerpt } from './diagnostics/diagnostic.ts';
export { diagnosticCodes } from './diagnostics/codes.ts';
export type { DiagnosticCode } from './diagnostics/codes.ts';
export { formatPlace } from './diagnostics/place.ts';
export type { Place } from './diagnostics/place.ts';
export { renderDiagnostic } from './diagnostics/render.ts';

export { createAssembler } from './assembler/assemble.ts';
export type { AssembleOptions, Assembler, Source } from './assembler/assemble.ts';
export type {
  ObjectFile,
  ObjectLine,
  ObjectRelocation,
  ObjectSection,
  ObjectSymbol,
  SectionFlags,
} from './assembler/object.ts';
export { link } from './image/link.ts';
export type { LinkOptions } from './image/link.ts';
export { ImageLookup } from './image/lookup.ts';
export type { Image, ImageLine, ImageSection, ImageSymbol } from './image/image.ts';

export { AbiLibrary } from './abi/library.ts';
export { loadAbi } from './abi/load.ts';
export type { Abi, Exit, Operation, Routine, Vectors } from './abi/abi.ts';
export type { SelectorPlace } from './abi/selector.ts';
export { loadFixture } from './fixture/load.ts';
export type { FixtureOptions, LoadedFixture } from './fixture/load.ts';
export type { Fixture, Test, TestStep } from './fixture/test.ts';

export { createMachine } from './machine/unicorn/unicorn-machine.ts';
export { outcomes } from './machine/machine.ts';
export type {
  Machine,
  MemoryContent,
  MemoryRegion,
  MemoryWrite,
  Observation,
  Outcome,
  Probe,
  RaisedException,
  Step,
} from './machine/machine.ts';
export { registers } from './architecture/registers.ts';
export type { RegisterInfo, RegisterName } from './architecture/registers.ts';
export type { State } from './architecture/state.ts';
export { slots } from './architecture/slot.ts';
export type { Slot } from './architecture/slot.ts';
