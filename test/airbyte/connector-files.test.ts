import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

/** What stands beside the code for Airbyte's registry, its acceptance tests and the image. */
const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const dockerfile = readFileSync('connectors/Dockerfile', 'utf8');
const sources = [
  { name: 'source-lark', title: 'Lark', host: 'open.larksuite.com', page: 'docs/airbyte/lark.md' },
  { name: 'source-feishu', title: 'Feishu', host: 'open.feishu.cn', page: 'docs/airbyte/feishu.md' },
];

describe.each(sources)('$name', ({ name, title, host, page }) => {
  const folder = `connectors/${name}`;
  const { data, metadataSpecVersion } = parse(readFileSync(`${folder}/metadata.yaml`, 'utf8'));

  test('metadata has what the registry asks for, and says what the code says', () => {
    expect(metadataSpecVersion).toBe('1.0');
    expect(data).toMatchObject({
      name: title,
      connectorType: 'source',
      connectorSubtype: 'api',
      dockerRepository: `larkstream/${name}`,
      dockerImageTag: manifest.version,
      license: manifest.license,
      githubIssueLabel: name,
      releaseStage: 'alpha',
      supportLevel: 'community',
      allowedHosts: { hosts: [host] },
    });
    expect(data.definitionId).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(() => new URL(data.documentationUrl)).not.toThrow();
    const catalog = JSON.parse(readFileSync(`${folder}/integration_tests/configured_catalog.json`, 'utf8'));
    const names = catalog.streams.map((entry: { stream: { name: string } }) => entry.stream.name);
    expect(names).toEqual(expect.arrayContaining(data.suggestedStreams.streams));
    expect(readFileSync(join(folder, data.icon), 'utf8')).toMatch(/^<svg /);
    expect(manifest.bin[name]).toBe(`dist/${name}.js`);
  });

  test('the acceptance tests find their files', () => {
    const config = parse(readFileSync(`${folder}/acceptance-test-config.yml`, 'utf8'));
    expect(config.connector_image).toBe(`larkstream/${name}:dev`);
    const suites = ['spec', 'connection', 'discovery', 'basic_read', 'incremental', 'full_refresh'];
    expect(Object.keys(config.acceptance_tests).sort()).toEqual(suites.sort());
    const files = [...JSON.stringify(config).matchAll(/"(?:[a-z_]*_path)":"([^"]+)"/g)].map(([, file = '']) => file);
    expect(files.length).toBeGreaterThan(8);
    for (const file of files) if (!file.startsWith('secrets/')) expect(existsSync(join(folder, file)), file).toBe(true);
  });

  test('the page follows the template: TestConnectorDocumentation', () => {
    const text = readFileSync(page, 'utf8');
    const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading);
    const template = [
      title,
      'Prerequisites',
      'Setup guide',
      `Step 1: Set up ${title}`,
      `Step 2: Set up the ${title} connector in Airbyte`,
      'Supported sync modes',
      'Supported Streams',
      'Performance considerations',
      'Data type map',
      'Limitations & Troubleshooting',
      'Tutorials',
      'Changelog',
    ];
    expect(headings.filter((heading) => template.includes(heading))).toEqual(template);
    expect(text).toContain(
      `<HideInUI>\n\nThis page contains the setup guide and reference information for the [${title}](`,
    );
    expect(text).toContain(
      `The ${title} source connector supports the following [sync modes](https://docs.airbyte.com/cloud/core-concepts/#connection-sync-modes):`,
    );
    const [, prerequisites = ''] = /## Prerequisites\n([\s\S]*?)\n## /.exec(text) ?? [];
    expect(prerequisites).toMatch(/account|auth|credentials|access/);
    expect(text).toContain(`| ${manifest.version} |`);
  });
});

test('the two have ids of their own', () => {
  const ids = sources.map(
    ({ name }) => parse(readFileSync(`connectors/${name}/metadata.yaml`, 'utf8')).data.definitionId,
  );
  expect(new Set(ids).size).toBe(2);
});

/** Every file and package that a module reaches, by static and dynamic imports. */
function reach(entry: string): { readonly files: Set<string>; readonly packages: Set<string> } {
  const files = new Set<string>();
  const packages = new Set<string>();
  const visit = (file: string): void => {
    if (files.has(file)) return;
    files.add(file);
    const text = readFileSync(file, 'utf8').replace(/^(?:import type | *\/?\*).*$/gm, '');
    for (const [, target = ''] of text.matchAll(/(?:\bfrom|\bimport\(|import) ?'([^']+)'/g)) {
      if (target.startsWith('.')) visit(join(dirname(file), target));
      else if (!target.startsWith('node:')) packages.add(target);
    }
  };
  visit(entry);
  return { files, packages };
}

describe('the image', () => {
  const reached = sources.map(({ name }) => reach(`src/${name}.ts`));
  const removed = (/rm -rf ([^\n]+)/.exec(dockerfile)?.[1] ?? '').split(' ');

  test('leaves out exactly what the sources do not use', () => {
    const used = new Set(reached.flatMap(({ packages }) => [...packages]));
    expect([...used].sort()).toEqual(['undici', 'zod']);
    const needed = Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies });
    const unused = needed.filter((name) => !used.has(name));
    const packages = unused.map((name) => `node_modules/${name.startsWith('@') ? name.split('/')[0] : name}`);
    const files = reached.flatMap((one) => [...one.files]);
    const rooms = readdirSync('src', { withFileTypes: true }).filter((entry) => entry.isDirectory());
    const empty = rooms.filter(({ name }) => !files.some((file) => file.startsWith(`src/${name}/`)));
    const gone = [...new Set(packages), ...empty.map(({ name }) => `dist/${name}`)];
    expect(removed.filter((path) => !path.endsWith('.bin')).sort()).toEqual(gone.sort());
  });

  test('starts as Airbyte wants it, without privileges', () => {
    const entrypoint = JSON.parse(/^ENTRYPOINT (.+)$/m.exec(dockerfile)?.[1] ?? '[]');
    expect(/AIRBYTE_ENTRYPOINT="(.+)"/.exec(dockerfile)?.[1]).toBe(entrypoint.join(' '));
    expect(/^USER (.+)$/m.exec(dockerfile)?.[1]).toBe('1000');
    expect(dockerfile).toContain(`LABEL io.airbyte.version="${manifest.version}"`);
    expect(dockerfile).toContain(`LABEL io.airbyte.name="larkstream/$\{CONNECTOR}"`);
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+)$/gm)].flatMap(([, list = '']) =>
      list.split(' ').slice(0, -1),
    );
    const sent = readFileSync('.dockerignore', 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1));
    // What the image of the command line needs besides is sent too.
    expect(sent).toEqual(expect.arrayContaining(copied));
    for (const file of copied) expect(existsSync(file), file).toBe(true);
  });
});

test('every proof that the comparison names is there', () => {
  const text = readFileSync('docs/airbyte/compared.md', 'utf8');
  const rows = text.split('\n').filter((line) => /^\| \d+ \|/.test(line));
  expect(rows).toHaveLength(18);
  for (const row of rows) {
    const proofs = [...(row.split('|').at(-2) ?? '').matchAll(/`([^`]+)`/g)].map(([, file = '']) => file);
    expect(proofs.length, row).toBeGreaterThan(0);
    for (const file of proofs) expect(existsSync(file.includes('/') ? file : `test/airbyte/${file}`), file).toBe(true);
  }
});
