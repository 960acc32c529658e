import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** Outside of the simulated platform, nothing else may open a connection: `outbound` decides on proxy, certificates and time-outs. */
const files = globSync('src/**/*.ts', {
  exclude: (path) => path.endsWith('.test.ts') || path.startsWith('src/sandbox') || path.startsWith('src/outbound'),
});

const ways: readonly (readonly [string, RegExp])[] = [
  ['the built-in fetch', /(?<![.#\w])fetch\(/],
  ['requests of node:http', /import \{[^}]*\b(request|get|Agent)\b[^}]*\} from 'node:https?'/],
  ['sockets of node:net and node:tls', /import \{[^}]*\b(connect|createConnection)\b[^}]*\} from 'node:(net|tls)'/],
  [
    'a whole module of sockets or requests',
    /import\s+(?:\*\s*as\s+)?\w+\s+from 'node:(?:https?|net|tls|dgram)'|import\('node:(?:https?|net|tls|dgram)'\)/,
  ],
  ['undici', /from 'undici'/],
  ['a WebSocket without the agent of `outbound`', /new WebSocket\((?![^)]*agent: route\.agent)/s],
];

test.each(ways)('nothing goes out by %s', (_, pattern) => {
  expect(files.length).toBeGreaterThan(100);
  expect(files.filter((file) => pattern.test(readFileSync(file, 'utf8')))).toEqual([]);
});

test('every source is watched for repetitions', () => {
  const calls = files
    .filter((file) => /^src\/(app|connector|operations)\//.test(file))
    .flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/await createSource\(\{(.*?)\}\);/gs)].map(([, options]) => [
        file,
        options,
      ]),
    );
  expect(calls.length).toBeGreaterThan(4);
  expect(calls.filter(([, options = '']) => !/\bobserver\b/.test(options)).map(([file]) => file)).toEqual([]);
});
