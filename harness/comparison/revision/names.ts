import { shortestPath } from '../../run/paths.ts';

/**
 * Plain data with other names of folders in its texts: `/tmp/hcall-revision-x/asm/x0/hyp.S` becomes `HEAD:asm/x0/hyp.S`.
 * `names` are by the absolute path of the folder.
 */
export function withNames<Data>(data: Data, names: ReadonlyMap<string, string>): Data {
  const known = [...names].flatMap(([folder, name]): [string, string][] =>
    [folder, shortestPath(folder)].flatMap((path): [string, string][] => [
      [`${path}/`, name],
      [path, name],
    ]),
  );
  return renamed(data, known) as Data;
}

function renamed(data: unknown, names: readonly (readonly [string, string])[]): unknown {
  if (typeof data === 'string') {
    return names.reduce((text, [path, name]) => text.replaceAll(path, name), data);
  }
  if (Array.isArray(data)) {
    return data.map((item: unknown) => renamed(item, names));
  }
  return typeof data === 'object' && data !== null
    ? Object.fromEntries(Object.entries(data).map(([key, value]) => [key, renamed(value, names)]))
    : data;
}
