import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { isObject } from '../../src/util/json.ts';
import { beginDeployed, partOf, unknownVariables } from '../support/deployed.ts';
import { findGoModule, findGoProgram } from '../support/go-programs.ts';
import { writeKubernetesSchemas } from '../support/kubernetes-schemas.ts';
import { ServiceFolder } from '../support/serving.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';

const helmModule = 'helm.sh/helm/v3/cmd/helm@v3.22.0';
const kubeconformModule = 'github.com/yannh/kubeconform/cmd/kubeconform@v0.8.0';
const composeModule = 'github.com/compose-spec/compose-go/v2@v2.16.2';
const kubernetes = 'k8s.io/kubernetes@v1.36.3';
const chart = 'deploy/helm/larkstream';
const helm = findGoProgram('helm', helmModule);

interface Rendered {
  readonly status: number | null;
  readonly text: string;
  readonly said: string;
}

function render(...argv: readonly string[]): Rendered {
  if ('missing' in helm) throw new Error(helm.missing);
  // A helm that go has installed does not know the version of a cluster.
  const all = ['template', 'release', chart, '--kube-version', '1.36.0', ...argv];
  const { status, stdout, stderr } = spawnSync(helm.path, all, { encoding: 'utf8' });
  return { status, text: stdout, said: stderr };
}

const documentsOf = (text: string): unknown[] => parseAllDocuments(text).map((one): unknown => one.toJS());
const kindsOf = (text: string): string[] => documentsOf(text).map((one) => String(partOf(one, 'kind')));
const examples = [[], ['--values', 'deploy/helm/examples/one.yaml'], ['--values', 'deploy/helm/examples/large.yaml']];

describe('the chart', () => {
  beforeEach((context) => {
    if ('missing' in helm) context.skip(`no helm: ${helm.missing}`);
  });

  test('helm has nothing against it', () => {
    if ('missing' in helm) return;
    const { stdout, status } = spawnSync(helm.path, ['lint', '--strict', chart], { encoding: 'utf8' });
    expect(stdout).toContain('0 chart(s) failed');
    expect(status).toBe(0);
  });

  test.for(examples.map((argv) => [argv.at(-1) ?? 'no values', argv] as const))(
    'rendered with %s it is what Kubernetes takes, to the last field',
    ([, argv], context) => {
      const program = findGoProgram('kubeconform', kubeconformModule);
      const described = findGoModule(kubernetes);
      // Where helm was found in PATH these may be missing all the same.
      if ('missing' in program) return context.skip(program.missing);
      if ('missing' in described) return context.skip(described.missing);
      const schemas = join('node_modules', '.cache', 'kubernetes-schemas');
      if (!existsSync(schemas)) {
        mkdirSync(schemas, { recursive: true });
        writeKubernetesSchemas(described.path, schemas);
      }
      const { text, said, status } = render(...argv);
      expect([status, said]).toEqual([0, '']);
      const check = (input: string) => {
        const location = join(schemas, '{{ .ResourceKind }}{{ .KindSuffix }}.json');
        const all = ['-strict', '-summary', '-schema-location', location];
        return spawnSync(program.path, all, { encoding: 'utf8', input }).stdout;
      };
      const count = documentsOf(text).length;
      expect(check(text)).toContain(`Valid: ${count}, Invalid: 0, Errors: 0, Skipped: 0`);
      // It sees what is wrong.
      expect(check(text.replace('revisionHistoryLimit:', 'revisionsHistoryLimit:'))).toContain('Invalid: 1');
    },
  );

  test('has a deployment for each role, or one for all', () => {
    expect(kindsOf(render().text).filter((kind) => kind === 'Deployment')).toHaveLength(4);
    expect(kindsOf(render('--set', 'layout=one').text).filter((kind) => kind === 'Deployment')).toHaveLength(1);
  });

  test.each([
    ['files.enabled=true', 'files: a volume that one machine has'],
    ['terminationGracePeriodSeconds=40', 'terminationGracePeriodSeconds: a stop takes up to 35 seconds'],
    ['layout=both', 'layout'],
    ['drainSeconds=30', 'drainSeconds'],
    ['procesess.api.replicas=1', 'procesess'],
  ])('%s is refused with a sentence', (value, sentence) => {
    const { status, said } = render('--set', value);
    expect(status).not.toBe(0);
    expect(said).toContain(sentence);
  });

  test('each of its processes starts with its options and variables, and its probes answer', {
    timeout: 600_000,
  }, async () => {
    using folder = new ServiceFolder();
    const server = await sharedPostgres();
    const store = await server.newDatabase();
    const pods = examples
      .flatMap((argv) => documentsOf(render(...argv).text))
      .filter((one) => partOf(one, 'kind') === 'Deployment')
      .map((one) => partOf(one, 'spec', 'template', 'spec', 'containers', 0));
    expect(pods.length).toBe(9);
    for (const pod of pods) {
      const given = partOf(pod, 'args');
      const argv = Array.isArray(given) ? given.map(String) : [];
      const variables = partOf(pod, 'env');
      const env = Object.fromEntries(
        (Array.isArray(variables) ? variables : [])
          .filter(isObject)
          .map(({ name, value }) => [String(name), String(value)])
          .filter(([name]) => name?.startsWith('LARKSTREAM_')),
      );
      expect(unknownVariables(Object.keys(env))).toEqual([]);
      const places = { store: '/run/larkstream/store/url', keys: '/run/larkstream/keys/keys', files: '/files' };
      const { running, url } = await beginDeployed({ argv, env, places }, { folder, store });
      for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe']) {
        const path = String(partOf(pod, probe, 'httpGet', 'path'));
        await expect.poll(async () => (await fetch(url + path)).status, { timeout: 30_000 }).toBe(200);
      }
      running.kill();
      await running.ended;
    }
    await server.dropDatabase(store);
  });
});

test('the compose file is what the specification of compose takes', (context) => {
  const source = findGoModule(composeModule);
  if ('missing' in source) return context.skip(source.missing);
  const folder = mkdtempSync(join(tmpdir(), 'larkstream-compose-'));
  const env = { ...process.env, GOFLAGS: '-mod=mod' };
  const check = (text: string) => {
    const file = join(folder, 'compose.yml');
    writeFileSync(file, text);
    return spawnSync('go', ['run', './cmd', file], { encoding: 'utf8', env, cwd: source.path });
  };
  // Of the environment, that program takes nothing.
  const text = readFileSync('deploy/compose/compose.yml', 'utf8').replaceAll(
    /\$\{LARKSTREAM_DOMAIN:[^}]*\}/g,
    'a.example',
  );
  const { stdout, stderr, status } = check(text);
  expect([stderr, status]).toEqual(['', 0]);
  expect(stdout).toContain('--to front:8700');
  expect(check(text.replace('stop_grace_period', 'stop_grace_periods')).status).not.toBe(0);
  rmSync(folder, { recursive: true });
});
