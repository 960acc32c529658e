import { execFile, execFileSync } from 'node:child_process';
import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { examplesOf, printedBy } from '../support/doc-examples.ts';
import { surfaceOf } from '../support/public-surface.ts';
import { type ServedApi, serveTestApi } from '../support/served-api.ts';
import { ServiceFolder } from '../support/serving.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';
import { writeTenantConfig } from '../support/tenant-config.ts';

/** The tarball as it would be published, installed globally into a folder of its own. */
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'larkstream-package-'));
  npm(['run', '--silent', 'build']);
  npm(['pack', '--ignore-scripts', '--pack-destination', folder]);
  const [tarball = ''] = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
  npm([
    'install',
    '--global',
    '--prefix',
    join(folder, 'global'),
    '--no-audit',
    '--no-fund',
    '--prefer-offline',
    join(folder, tarball),
  ]);
  renameSync(join(folder, tarball), join(folder, 'package.tgz'));
}, 180_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const environment = (): NodeJS.ProcessEnv => ({
  ...process.env,
  PATH: [join(folder, 'global', 'bin'), dirname(process.execPath), process.env.PATH].join(delimiter),
});

function npm(argv: readonly string[]): void {
  execFileSync('npm', argv, {
    stdio: 'pipe',
    env: { ...process.env, PATH: [dirname(process.execPath), process.env.PATH].join(delimiter) },
  });
}

const run = (command: string, argv: readonly string[]): string =>
  execFileSync(command, argv, { encoding: 'utf8', env: environment(), cwd: folder });

test('larkstream is on the PATH, with everything that it needs', () => {
  expect(run('larkstream', ['--version']).trim()).toMatch(/^\d+\.\d+\.\d+$/);
  expect(run('larkstream', ['spec'])).toContain('"modules"');
  expect(run('larkstream', ['demo', '--fast', '--keep', join(folder, 'demo')])).toContain('larkstream init');
  expect(
    run('larkstream', [
      'query',
      'SELECT count(*) > 0 AS found FROM contact_users',
      join(folder, 'demo', 'larkstream.yaml'),
      '--json',
    ]),
  ).toContain('"found":true');
});

test('it holds what runs and its types, nothing of its tests, and runs nothing when it is installed', () => {
  const listed = execFileSync('tar', ['tzf', join(folder, 'package.tgz')], { encoding: 'utf8' })
    .trimEnd()
    .split('\n');
  const held = listed.map((path) => path.replace(/^package\//, ''));
  const other = held.filter((path) => !/^(dist|contract)\//.test(path)).toSorted();
  expect(other).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'README.zh-CN.md', 'package.json']);
  expect(held.filter((path) => /\.test\.|(?<!\.d)\.tsx?$|\.map$|(^|\/)\.|secret.*\.(env|pem|key)$/.test(path))).toEqual(
    [],
  );
  const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
  for (const name of ['preinstall', 'install', 'postinstall', 'prepare'])
    expect(manifest.scripts).not.toHaveProperty(name);
  // Who publishes proves from which commit it was built.
  expect(manifest.publishConfig).toEqual({ access: 'public', provenance: true });
});

test('it runs on the oldest Node that it promises to run on', () => {
  const { engines } = JSON.parse(readFileSync('package.json', 'utf8'));
  const oldest = `${String(engines.node).replace('>=', '')}.0`;
  const place = join(folder, 'oldest-node');
  npm(['install', '--prefix', place, '--no-audit', '--no-fund', '--prefer-offline', `node@${oldest}`]);
  const program = join(folder, 'global', 'lib', 'node_modules', 'larkstream', 'dist', 'main.js');
  const said = (argv: readonly string[]): string => run(join(place, 'node_modules', '.bin', 'node'), argv);
  expect(said(['--version']).trim()).toBe(`v${oldest}`);
  const demo = join(folder, 'oldest-demo');
  expect(said([program, 'demo', '--fast', '--keep', demo])).toContain('larkstream init');
  const config = join(demo, 'larkstream.yaml');
  expect(said([program, 'query', 'SELECT count(*) > 0 AS found FROM contact_users', config, '--json'])).toContain(
    '"found":true',
  );
});

test('the console is in it, with the encodings of its files', () => {
  const built = join(folder, 'global', 'lib', 'node_modules', 'larkstream', 'dist', 'console');
  const [, script = ''] = /src="\.\/(assets\/[^"]+\.js)"/.exec(readFileSync(join(built, 'index.html'), 'utf8')) ?? [];
  for (const suffix of ['', '.br', '.gz']) expect(existsSync(join(built, script + suffix))).toBe(true);
});

test.each(['source-lark', 'source-feishu'])('%s too', (source) => {
  expect(run(source, ['spec'])).toContain('"type":"SPEC"');
});

const entries = ['index', 'events', 'sandbox', 'client', 'agents'];
const entryFiles = entries.map((name) => `dist/public/${name}.d.ts`);

test.each(entryFiles)('%s exports every type that it names, none of a package, and each value as one', (file) => {
  const { exported, missing, packages, unusable } = surfaceOf(file, entryFiles.slice(0, 1));
  expect(exported.length).toBeGreaterThan(5);
  expect(missing).toEqual([]);
  expect(packages).toEqual([]);
  expect(unusable).toEqual([]);
});

test('every kind of program finds the types and the code, and nothing else is wrong with the package', () => {
  const tools = join(process.cwd(), 'node_modules', '.bin');
  const tarball = join(folder, 'package.tgz');
  // The package is ESM only: CommonJS programs import it dynamically.
  expect(run(join(tools, 'attw'), [tarball, '--profile', 'esm-only', '--no-definitely-typed'])).toContain(
    'larkstream/sandbox',
  );
  expect(run(join(tools, 'publint'), ['run', tarball, '--strict'])).toContain('All good!');
}, 120_000);

describe("a stranger's program", () => {
  let home = '';
  let sandbox: Sandbox;
  let service: ServedApi;
  beforeAll(async () => {
    service = await serveTestApi(await sharedPostgres());
    home = join(folder, 'stranger');
    mkdirSync(join(home, 'node_modules', '@types'), { recursive: true });
    symlinkSync(join(folder, 'global', 'lib', 'node_modules', 'larkstream'), join(home, 'node_modules', 'larkstream'));
    for (const name of ['@types/node', 'undici-types'])
      symlinkSync(join(process.cwd(), 'node_modules', name), join(home, 'node_modules', name));
    writeFileSync(join(home, 'package.json'), '{ "type": "module", "private": true }');
    const compilerOptions = {
      module: 'nodenext',
      target: 'es2024',
      strict: true,
      skipLibCheck: false,
      types: ['node'],
    };
    writeFileSync(join(home, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
    sandbox = await startSandbox({
      limits: 'off',
      users: 5,
      approvals: { definitions: 1, instancesPerDay: 1, days: 1 },
      bases: [{ tables: 1, records: 5 }],
      attendance: { days: 1 },
      events: { mode: 'long_connection' },
    });
    const startDate = new Date(Date.now() - 2 * 86_400_000).toISOString().slice(0, 10);
    const { file } = writeTenantConfig(sandbox, {
      folder: home,
      name: 'tenant',
      startDate,
      events: { store: 'events.db' },
    });
    // JSON is YAML.
    renameSync(file, join(home, 'larkstream.yaml'));
  }, 120_000);
  afterAll(async () => {
    await sandbox.close();
    await service[Symbol.asyncDispose]();
  });

  const functions = (): { readonly name: string; readonly comment: string }[] =>
    entryFiles.flatMap((file) => surfaceOf(file, entryFiles).functions);

  test('is written for each public function in its comment, compiles, and prints what it says', async () => {
    const programs = functions().flatMap(({ name, comment }) => {
      const examples = examplesOf(comment);
      expect(examples, `an @example of ${name}`).not.toEqual([]);
      return examples.map((program, at) => ({ file: `${name}-${at}.ts`, program }));
    });
    const known = programs.map(({ program }) => program);
    for (const page of globSync('docs/how-to/use-as-a-library*.md'))
      for (const shown of examplesOf(readFileSync(page, 'utf8'))) expect(known, page).toContain(shown);
    for (const { file, program } of programs) writeFileSync(join(home, file), program);
    writeFileSync(join(home, 'types.ts'), namesEveryType());
    execFileSync(join(process.cwd(), 'node_modules', '.bin', 'tsc'), ['-p', home], { encoding: 'utf8' });
    const env = {
      ...process.env,
      LARKSTREAM_SERVER: service.url,
      LARKSTREAM_TOKEN: await service.tokenOf('admin'),
      LARKSTREAM_STORE: await (await sharedPostgres()).newDatabase(),
      LARKSTREAM_KEYS_FILE: new ServiceFolder().keys,
    };
    for (const { file, program } of programs) {
      // The sandbox and the service are in this process: they must go on answering.
      const { stdout } = await promisify(execFile)(process.execPath, [file.replace('.ts', '.js')], { cwd: home, env });
      expect(stdout, file).toBe(printedBy(program));
    }
  }, 300_000);
});

/** A program that imports all that there is by its name. */
function namesEveryType(): string {
  return entries
    .map((name, at) => {
      const { exported } = surfaceOf(`dist/public/${name}.d.ts`);
      const from = name === 'index' ? 'larkstream' : `larkstream/${name}`;
      const list = exported.map((one) => `  type ${one} as ${one}${at},`).join('\n');
      return `import {\n${list}\n} from '${from}';\nexport type { ${exported.map((one) => `${one}${at}`).join(', ')} };\n`;
    })
    .join('');
}
