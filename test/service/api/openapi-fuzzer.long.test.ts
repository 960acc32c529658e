import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import type { Logger } from '../../../src/model/logger.ts';
import { silentLogger } from '../../../src/model/logger.ts';
import { openServiceDemo } from '../../../src/operations/demo/open-service-demo.ts';
import { isObject } from '../../../src/util/json.ts';

const release = 'schemathesis==4.32.5';
const seconds = Number(process.env.FUZZ_SECONDS ?? 240);
const checks = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_schema_conformance',
  'response_headers_conformance',
];
/** The fuzzer makes integrations of the real platform, which answers nobody here: that is what 503 says. */
const settings = '[checks]\nnot_a_server_error.expected-statuses = ["2xx", "3xx", "4xx", "503"]\n';
/** Whoever takes the fuzzer its own token away sees nothing but 401 from then on. */
const spared = ['/api/v1/me/tokens/{id}', '/api/v1/tokens/{id}', '/api/v1/me/sign-ins/{id}'];
const run = promisify(execFile);

/** Schemathesis reads OpenAPI, and makes requests of its own: of SCHEMATHESIS, of PATH, or installed beside the other caches. Else the reason. */
function findFuzzer(): { readonly program: string } | { readonly missing: string } {
  for (const program of [process.env.SCHEMATHESIS ?? '', 'schemathesis'])
    if (program !== '' && spawnSync(program, ['--version']).status === 0) return { program };
  const home = join('node_modules', '.cache', 'schemathesis');
  const program = join(home, process.platform === 'win32' ? 'Scripts' : 'bin', 'schemathesis');
  if (existsSync(program)) return { program };
  const python = spawnSync('python3', ['-m', 'venv', home]);
  if (python.status !== 0) return { missing: 'there is no python3 with venv' };
  const pip = spawnSync(join(home, 'bin', 'pip'), ['install', '--quiet', release], { encoding: 'utf8' });
  return existsSync(program) ? { program } : { missing: `pip installs no ${release}: ${pip.stderr.slice(-300)}` };
}

/** Paths whose answers are streams of events: some have no end, and OpenAPI 3.1 has no word for what one event looks like. */
function streamsOf(document: unknown): string[] {
  const paths = isObject(document) && isObject(document.paths) ? Object.entries(document.paths) : [];
  return paths.filter(([, one]) => JSON.stringify(one).includes('text/event-stream')).map(([path]) => path);
}

test('a fuzzer that reads the document finds no fault of the service, no status and no answer that is not in it', async (context) => {
  const fuzzer = findFuzzer();
  if ('missing' in fuzzer) return context.skip(`no fuzzer: ${fuzzer.missing}`);
  const warnings: string[] = [];
  const logger: Logger = {
    ...silentLogger,
    warn: (text, details) => warnings.push(`${text} ${JSON.stringify(details)}`),
  };
  const stop = new AbortController();
  const folder = mkdtempSync(join(tmpdir(), 'larkstream-fuzzer-'));
  const config = join(folder, 'schemathesis.toml');
  writeFileSync(config, settings);
  const demo = await openServiceDemo({ port: 0, version: '0.0.0', logger });
  try {
    const url = demo.service.url ?? '';
    for await (const { run } of demo.firstRuns(stop.signal)) expect(run.state).toBe('succeeded');
    const { token } = demo;
    const headers = { authorization: `Bearer ${token}` };
    const document: unknown = await (await fetch(`${url}/api/openapi.json`)).json();
    const excluded = [...spared, ...streamsOf(document)].flatMap((path) => ['--exclude-path', path]);
    const argv = [
      '--config-file',
      config,
      'run',
      `${url}/api/openapi.json`,
      '-H',
      `Authorization: Bearer ${token}`,
      '--checks',
      checks.join(','),
    ];
    const bounds = ['--max-time', String(seconds), '--request-timeout', '30', '--workers', '2'];
    // Its phase of coverage ends with an error of its own on Python 3.11.
    const phases = ['--phases', 'examples,fuzzing,stateful'];
    const how = [
      ...phases,
      '--continue-on-failure',
      '--no-color',
      '--warnings',
      'off',
      '--generation-database',
      'none',
    ];
    const said = await run(fuzzer.program, [...argv, ...bounds, ...how, ...excluded], { maxBuffer: 2 ** 26 }).then(
      ({ stdout }) => ({ code: 0, stdout }),
      ({ code, stdout }) => ({ code, stdout: String(stdout) }),
    );
    expect(said.code, said.stdout.slice(-20_000)).toBe(0);
    expect(Number(/(\d+) generated/.exec(said.stdout)?.[1])).toBeGreaterThan(1_000);
    expect(warnings.filter((line) => line.includes('fault of the service'))).toEqual([]);
    // It was let in until the end.
    expect((await fetch(`${url}/api/v1/me`, { headers })).status).toBe(200);
  } finally {
    stop.abort();
    await demo.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
