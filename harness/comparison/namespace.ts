import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { findRegister } from '../abi/register.ts';
import { problem } from '../diagnostics/diagnostic.ts';
import type { Place } from '../diagnostics/place.ts';
import { reasonOf } from '../diagnostics/reason.ts';
import { fileLimits, readRegularText } from '../files/regular-file.ts';
import { bundledAbiFolder } from '../installation.ts';
import { immediateCount } from '../sweep/immediates.ts';
import type { CallSpec } from '../sweep/measure.ts';

const largestImmediate = immediateCount - 1;

const schema = z.strictObject({
  users: z.array(
    z.strictObject({
      name: z.string(),
      'kept-apart-by': z.string().optional(),
      immediates: z.array(z.int().min(0).max(largestImmediate)).min(1),
      selector: z
        .strictObject({
          register: z.string(),
          numbers: z.record(z.string(), z.int().min(0)),
        })
        .optional(),
    }),
  ),
});

/** A call that somebody else makes. */
export interface ForeignCall {
  readonly user: string;
  /** What keeps its calls apart from those of others, if anything does. */
  readonly keptApartBy?: string;
  /** `PSCI_VERSION`, where a register carries a number. */
  readonly call: string | undefined;
  readonly spec: CallSpec;
}

/** The file that comes with hcall. */
const namespaceFile = join(bundledAbiFolder, 'namespace.yaml');

/** The calls that other users of HVC make, as a host. Throws `bad-namespace`. */
export function foreignCalls(file: string = namespaceFile): ForeignCall[] {
  const place = { file, line: 1, column: 1 };
  const { success, data, error } = schema.safeParse(readYaml(file, place));
  if (!success) {
    const [issue] = error.issues;
    const where = issue?.path.join('.') ?? '';
    throw problem('bad-namespace', `${where}: ${issue?.message ?? 'is not as it must be'}`, {
      place,
    });
  }
  return data.users.flatMap(({ name, immediates, selector, 'kept-apart-by': by }) => {
    const user = { user: name, ...(by === undefined ? {} : { keptApartBy: by }) };
    return immediates.flatMap((immediate): ForeignCall[] => {
      if (selector === undefined) {
        return [{ ...user, call: undefined, spec: { caller: 'host', immediate, given: [] } }];
      }
      const register = findRegister(selector.register);
      if (register === undefined) {
        throw problem('bad-namespace', `unknown register '${selector.register}'`, { place });
      }
      return Object.entries(selector.numbers).map(([call, number]) => ({
        ...user,
        call,
        spec: { caller: 'host', immediate, given: [[register, hexadecimalOf(number)]] },
      }));
    });
  });
}

function readYaml(file: string, place: Place): unknown {
  try {
    return parse(readRegularText(file, fileLimits.document));
  } catch (error) {
    const [reason = ''] = reasonOf(error).split('\n');
    throw problem('bad-namespace', `cannot read '${file}': ${reason}`, { place });
  }
}

function hexadecimalOf(number: number): string {
  return `0x${number.toString(16)}`;
}
