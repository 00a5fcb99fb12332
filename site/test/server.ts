/** Serves site/dist to the tests, as any web server would, and counts what it sends. */
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { gzipSync } from 'node:zlib';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
};

export interface Served {
  readonly origin: string;
  /** Bytes of a file as they are sent, compressed. */
  readonly size: (path: string) => number;
  readonly close: () => void;
}

/** Starts on a free port of this computer. */
export async function serve(folder: string): Promise<Served> {
  const sizes = new Map<string, number>();
  const server = createServer((request, answer) => {
    const path = fileOf(folder, request.url ?? '/');
    if (path === null) {
      answer.writeHead(404).end('not there');
      return;
    }
    answer.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream' });
    createReadStream(path).pipe(answer);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const size = (url: string): number => {
    const path = fileOf(folder, url);
    if (path === null) return 0;
    const known = sizes.get(path) ?? gzipSync(readFileSync(path)).length;
    sizes.set(path, known);
    return known;
  };
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    size,
    close: () => server.close(),
  };
}

function fileOf(folder: string, url: string): string | null {
  const path = normalize(decodeURIComponent(url.replace(/[?#].*$/, '')));
  const file = join(folder, path.endsWith('/') ? `${path}index.html` : path);
  return file.startsWith(folder) && existsSync(file) && statSync(file).isFile() ? file : null;
}
