import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { maxTokenDays } from '../../src/control/accounts/tokens.ts';
import { allRoutes } from '../../src/http/api/routes/all-routes.ts';
import { alertKinds } from '../../src/model/service/alert.ts';
import { retentionDays } from '../../src/model/service/retention.ts';
import { isObject, type JsonObject } from '../../src/util/json.ts';
import { docBlocks, proseOf } from '../support/doc-blocks.ts';
import { servicePages } from '../support/service-pages.ts';

const read = (page: string): string => readFileSync(page, 'utf8');
const run = read('docs/how-to/run-the-service.md');
const secure = read('docs/how-to/secure-the-service.md');
const sources = globSync('src/**/*.ts').map(read).join('\n');

/** The block of a language that a page has once. */
function onlyBlock(page: string, language: string): string {
  const found = docBlocks(page).filter((block) => block.language === language);
  expect(found).toHaveLength(1);
  return found[0]?.text ?? '';
}

/** The options of a command, as the reference lists them. */
function optionsOf(command: string): readonly string[] {
  const [, section = ''] = new RegExp(`^## larkstream ${command}$([\\s\\S]*?)^## `, 'm').exec(
    read('docs/reference/cli.md'),
  ) ?? ['', ''];
  return [...section.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)].map(([, option = '']) => option);
}

const commands = [...read('docs/reference/cli.md').matchAll(/^## larkstream (\w+)$/gm)].map(([, name = '']) => name);
const called = new RegExp(`(?:^|[\\s/])larkstream (${commands.join('|')})\\b(.*)$`);

/** What a line gives to `larkstream` that the command does not take. */
function unknownOptions(line: string): readonly string[] {
  const [, command = '', rest = ''] = called.exec(line) ?? [];
  const known = optionsOf(command);
  expect(known, line).not.toEqual([]);
  return [...rest.matchAll(/ (--[a-z-]+)/g)].map(([, option = '']) => option).filter((one) => !known.includes(one));
}

const isVariable = (name: string): boolean => new RegExp(`\\b${name}\\b`).test(sources);

/** The rows of a table, by its first cell. */
const rowsOf = (page: string): ReadonlyMap<string, string> =>
  new Map([...page.matchAll(/^\| ([^|]+) \| ([^|]+) \|$/gm)].map(([, name = '', what = '']) => [name, what]));

test('an option that a command does not take is found', () => {
  expect(unknownOptions('larkstream serve --data /srv --sotre x')).toEqual(['--sotre']);
});

test('the systemd unit starts the service with options and variables that it knows', () => {
  const unit = onlyBlock(run, 'ini');
  const settings = new Map([...unit.matchAll(/^(\w+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]));
  expect(unit.match(/^\[.*\]$/gm)).toEqual(['[Unit]', '[Service]', '[Install]']);
  expect(unknownOptions(settings.get('ExecStart') ?? '')).toEqual([]);
  expect(isVariable(settings.get('Environment')?.split('=')[0] ?? '')).toBe(true);
  // The service takes up to thirty seconds to hand its runs back.
  expect(Number(settings.get('TimeoutStopSec'))).toBeGreaterThan(30);
  // The folder that systemd makes is the one that the service gets.
  expect(settings.get('ExecStart')).toContain(`--data /var/lib/${settings.get('StateDirectory')} `);
});

describe('the compose file', () => {
  const file: unknown = parse(onlyBlock(run, 'yml'));
  const part = (of: unknown, name: string): JsonObject => {
    const found = isObject(of) ? of[name] : undefined;
    return isObject(found) ? found : {};
  };
  const services = part(file, 'services');
  const service = part(services, 'larkstream');

  test('starts the service with options and variables that it knows', () => {
    expect(unknownOptions(`larkstream ${service.command}`)).toEqual([]);
    const names = Object.keys(part(service, 'environment'));
    expect(names.length).toBeGreaterThan(1);
    expect(names.filter((name) => !isVariable(name))).toEqual([]);
    expect(Number.parseInt(String(service.stop_grace_period), 10)).toBeGreaterThan(30);
  });

  test('what it refers to is there', () => {
    const named = Object.values(services).flatMap((one) =>
      isObject(one) && Array.isArray(one.volumes) ? one.volumes : [],
    );
    const volumes = Object.keys(part(file, 'volumes'));
    expect(named.map((volume) => String(volume).split(':')[0]).toSorted()).toEqual(volumes.toSorted());
    expect(Object.keys(part(service, 'depends_on')).filter((name) => services[name] === undefined)).toEqual([]);
    const { hostname } = new URL(String(part(service, 'environment').LARKSTREAM_STORE).replace(/\$\{.*?\}/, 'x'));
    expect(services[hostname]).toBeDefined();
    // The proxy is believed because it is in the network of the file.
    expect(JSON.stringify(part(file, 'networks'))).toContain(/--proxies (\S+)/.exec(String(service.command))?.[1]);
    expect(String(part(services, 'caddy').command)).toMatch(/--to larkstream:8700$/);
  });
});

test('lines of the pages give commands what they take', () => {
  const lines = servicePages
    .flatMap((page) => docBlocks(read(page)))
    .filter(({ language }) => language === 'text' || language === 'sh')
    .flatMap(({ text }) => text.split('\n'))
    .filter((line) => called.test(line));
  expect(lines.length).toBeGreaterThan(15);
  expect(lines.flatMap((line) => unknownOptions(line.replace(/\s+#.*$/, '')))).toEqual([]);
});

test('proxies pass on what the service needs', () => {
  const [nginx, caddy] = [onlyBlock(secure, 'nginx'), onlyBlock(secure, 'caddyfile')];
  const port = /--port .*\(default: (\d+)\)/.exec(read('docs/reference/cli.md'))?.[1] ?? '';
  const largest = /maxSignedBytes = (\d+) \* 1024 \* 1024/.exec(read('src/events/webhook/verify-request.ts'))?.[1];
  expect(nginx.match(/proxy_pass .*;/g)).toEqual(Array(2).fill(`proxy_pass http://127.0.0.1:${port};`));
  expect(nginx).toContain(`client_max_body_size ${largest}m;`);
  expect(nginx).toContain('proxy_buffering off;');
  expect(caddy).toContain(`reverse_proxy 127.0.0.1:${port}\n`);
  for (const proxy of [nginx, caddy]) {
    expect(proxy).toContain(' /api/lark/webhook/');
    expect(proxy.split('{')).toHaveLength(proxy.split('}').length);
  }
  expect(sources).toContain("'/api/lark/webhook/");
});

test('what is kept, and for how long, is what the service does', () => {
  const rows = rowsOf(run);
  for (const [kind, name] of [
    ['runs', 'runs with their attempts and reports'],
    ['lines', 'lines of the logs of runs'],
    ['events', 'events, with what has become of them'],
    ['audit', 'the audit'],
    ['alerts', 'alerts'],
    ['turns', 'what triggers decided about events, what handlers worked on and what was sent'],
    ['sessions', 'conversations'],
  ] as const)
    expect(rows.get(name), name).toMatch(new RegExp(`^${retentionDays[kind]} days`));
  expect(rows.get('API tokens')).toContain(`${maxTokenDays} days`);
});

test('every kind of alert is on the page, and no other', () => {
  const named = [...rowsOf(read('docs/how-to/alerts.md')).keys()].filter((name) => name.startsWith('`'));
  expect(named).toEqual(alertKinds.map((kind) => `\`${kind}\``));
});

test('requests that pages name are routes of the API', () => {
  const known = new Set(allRoutes.map(({ method, path }) => `${method.toUpperCase()} /api/v1${path}`));
  const named = servicePages.flatMap((page) =>
    [...proseOf(read(page)).matchAll(/`((?:GET|POST|PUT|PATCH|DELETE) \/api\/v1\/[^`?\s]+)`/g)].map(
      ([, request = '']) => request,
    ),
  );
  expect(named.length).toBeGreaterThan(15);
  expect(named.filter((request) => !known.has(request))).toEqual([]);
  // Short forms name the end of a path.
  const ends = servicePages.flatMap((page) =>
    [...proseOf(read(page)).matchAll(/`(?:[A-Z]+ )?…(\/[a-z/-]+)`/g)].map(([, end = '']) => end),
  );
  expect(ends.length).toBeGreaterThan(5);
  expect(ends.filter((end) => !allRoutes.some(({ path }) => path.endsWith(end)))).toEqual([]);
});
