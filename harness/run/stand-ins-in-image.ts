import type { StandIn } from '../abi/stand-in.ts';
import { problemAt } from '../abi/document/problem-at.ts';
import { branch } from '../architecture/a64/instructions.ts';
import { codeOf } from '../architecture/a64/word.ts';
import type { HcallError } from '../diagnostics/diagnostic.ts';
import type { Image, ImageSymbol } from '../image/image.ts';
import { ImageLookup } from '../image/lookup.ts';
import { replacedName, withBytes } from '../image/replaced.ts';
import { hypAddress } from './linked-image.ts';

/** Bytes that B reaches, either way (Arm ARM, C6.2 "B"). */
const branchRange = 0x800_0000n;

/**
 * The image with what takes the place of its own variables and functions. Calls end at the functions that a stop or a
 * function stands for, so that these stay as they are. `table`: the tested one, whose file's labels count first. `isLinked`: the
 * image's references cannot be made anew. Throws `stub-misfit`.
 */
export function withStandIns(
  image: Image,
  standIns: readonly StandIn[],
  { table, isLinked }: { readonly table: string; readonly isLinked: boolean },
): Image {
  let patched = image;
  const lookup = new ImageLookup(image, table);
  for (const standIn of standIns) {
    const { symbol, act } = standIn;
    if (act.kind === 'data') {
      const own = definedIn(lookup, symbol);
      if (own !== undefined) {
        checkVariable(lookup, own, act.bytes.length, standIn);
        patched = withBytes(patched, own.address, act.bytes);
      }
    } else if (act.kind === 'code') {
      const old = definedIn(lookup, replacedName(symbol));
      const now = definedIn(lookup, symbol);
      if (old !== undefined && now !== undefined) {
        const offset = redirection(lookup, { old, now, isLinked }, standIn);
        if (offset !== undefined) {
          patched = withBytes(patched, old.address, codeOf(branch(offset)));
        }
      }
    }
  }
  return patched;
}

/** The symbol, if the image has memory for it. */
function definedIn(lookup: ImageLookup, name: string): ImageSymbol | undefined {
  const symbol = lookup.find(name);
  const isPlaced =
    symbol !== undefined &&
    symbol.kind !== 'absolute' &&
    lookup.sectionAt(symbol.address) !== undefined;
  return isPlaced ? symbol : undefined;
}

/** Throws `stub-misfit` where the bytes are not those of a variable. */
function checkVariable(
  lookup: ImageLookup,
  { address, size, kind }: ImageSymbol,
  bytes: number,
  standIn: StandIn,
): void {
  const { symbol } = standIn;
  if (kind === 'function') {
    throw misfit(standIn, `'${symbol}' is a function of the code, and no variable`, {
      note: "write 'function', 'stop' or '{ code: FILE }'",
    });
  }
  if (size > 0n && size !== BigInt(bytes)) {
    throw misfit(standIn, `the variable '${symbol}' has ${size} bytes in the code, not ${bytes}`);
  }
  const room = roomAt(lookup, address);
  if (size === 0n && room < BigInt(bytes)) {
    throw misfit(
      standIn,
      `the variable '${symbol}' has room for ${room} bytes in the code, not for ${bytes}`,
    );
  }
}

/** Bytes from an address up to the next symbol, or to the end of the section. */
function roomAt(lookup: ImageLookup, address: bigint): bigint {
  const section = lookup.sectionAt(address);
  const end = section === undefined ? address : section.address + BigInt(section.bytes.length);
  return (
    lookup.image.symbols
      .map((symbol) => symbol.address)
      .filter((other) => other > address && other < end)
      .reduce((least, other) => (other < least ? other : least), end) - address
  );
}

/** Bytes to branch over from the old code to the new; undefined for a variable, to which all references lead anew. */
function redirection(
  lookup: ImageLookup,
  {
    old,
    now,
    isLinked,
  }: { readonly old: ImageSymbol; readonly now: ImageSymbol; readonly isLinked: boolean },
  standIn: StandIn,
): number | undefined {
  const { symbol } = standIn;
  const isCode = lookup.sectionAt(old.address)?.flags.execute === true;
  if (!isCode) {
    if (isLinked || old.local === true) {
      throw misfit(standIn, `'${symbol}' is a variable, and references to it are resolved`, {
        note: 'write { data: SIZE, values: [...] } for what it holds',
      });
    }
    return undefined;
  }
  if (hypAddress(old) !== old.address) {
    throw misfit(
      standIn,
      `'${symbol}' runs at two addresses, and no branch leads to the new code from both`,
      {
        note: 'load the image where EL2 has it mapped: leave its load address out',
      },
    );
  }
  const offset = now.address - old.address;
  if (offset >= branchRange || offset < -branchRange || offset % 4n !== 0n) {
    throw misfit(standIn, `no branch reaches from '${symbol}' of the code to its new code`);
  }
  return Number(offset);
}

function misfit(
  { place }: StandIn,
  message: string,
  { note }: { readonly note?: string } = {},
): HcallError {
  return problemAt('stub-misfit', message, place, note);
}
