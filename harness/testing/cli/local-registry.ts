import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { basename, dirname, join } from 'node:path';

const checkout = join(import.meta.dirname, '../../..');

/** A registry on this machine, for npm. */
export interface LocalRegistry {
  readonly url: string;
  readonly close: () => Promise<void>;
}

interface Manifest {
  readonly name?: string;
  readonly version: string;
  readonly dev?: boolean;
}

/**
 * Serves the packages that hcall runs with, as they are installed in the checkout; of those that are for other machines, what
 * the lock file says.
 */
export async function localRegistry(): Promise<LocalRegistry> {
  const manifests = dependencies();
  let root = '';
  const server = createServer(({ url = '' }, response) => {
    const path = decodeURIComponent(url.slice(1));
    const name = path.replace(/\.tar$/, '');
    const manifest = manifests.get(name);
    if (manifest === undefined) {
      response.writeHead(404).end();
    } else if (path === name) {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(metadata(name, manifest, root)));
    } else {
      sendArchive(join(checkout, 'node_modules', name), response);
    }
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  root = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  return {
    url: root,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** By name; of a name that is there twice, the one that hcall itself gets. */
function dependencies(): Map<string, Manifest> {
  const lock = JSON.parse(readFileSync(join(checkout, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, Manifest>>;
  };
  return new Map(
    Object.entries(lock.packages)
      .filter(([path, { dev }]) => /^node_modules\/(?:@[^/]+\/)?[^/]+$/.test(path) && dev !== true)
      .map(([path, locked]) => {
        const file = join(checkout, path, 'package.json');
        const manifest = existsSync(file)
          ? (JSON.parse(readFileSync(file, 'utf8')) as Manifest)
          : locked;
        return [path.slice('node_modules/'.length), manifest];
      }),
  );
}

/** What a registry says of a package: its only version. */
function metadata(name: string, manifest: Manifest, registry: string): object {
  const { version } = manifest;
  return {
    name,
    'dist-tags': { latest: version },
    versions: {
      [version]: { ...manifest, name, dist: { tarball: `${registry}/${name}.tar` } },
    },
  };
}

/** npm takes the first folder of an archive for the package, whatever its name. */
function sendArchive(folder: string, response: ServerResponse): void {
  const name = basename(folder);
  const archive = spawn(
    'tar',
    ['-cf', '-', '-C', dirname(folder), '--exclude=node_modules', name],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  archive.stdout.pipe(response);
}
