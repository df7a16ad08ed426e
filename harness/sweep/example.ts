import type { Path } from '../flow/explore.ts';
import type { FlowValue } from '../flow/flow-state.ts';
import { printSource } from '../flow/print.ts';
import type { NameOfAddress } from '../flow/print.ts';
import type { Source } from '../flow/source.ts';
import { hexadecimal } from '../judge/finding.ts';
import type { CallerExploration } from './caller-exploration.ts';
import type { SweptExample } from './sweep-result.ts';

/** What is needed of a call's values: what conditions depend on. */
export function neededValues(
  { language }: CallerExploration,
  conditions: Iterable<FlowValue>,
  values: ReadonlyMap<Source, bigint>,
): ReadonlyMap<Source, bigint> {
  const needed = new Set<Source>();
  for (const condition of conditions) {
    for (const source of language.builder.inputsOf(condition)) {
      needed.add(source);
    }
  }
  return new Map([...values].filter(([source]) => needed.has(source)));
}

/** A call of an exploration with these values, by name; what else it has does not matter. */
export function exampleOf(
  { situation, immediate: usual, language }: CallerExploration,
  { flow, values: ofPath }: Path,
  chosen: ReadonlyMap<Source, bigint>,
  nameOfCode: NameOfAddress,
): Pick<SweptExample, 'immediate' | 'values'> {
  const given = [...situation.given].map(([register, value]): [Source, bigint] => {
    const source = language.sources.register(register);
    return [source, ofPath.get(source) ?? value];
  });
  const values = new Map([...given, ...chosen]);
  const number = values.get(language.sources.immediate);
  values.delete(language.sources.immediate);
  return {
    ...(situation.raised === undefined ? { immediate: Number(number ?? usual) } : {}),
    values: [...values].map(([source, value]) => ({
      name: printSource(flow, source, nameOfCode),
      value: hexadecimal(value),
    })),
  };
}
