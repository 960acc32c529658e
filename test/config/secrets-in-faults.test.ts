import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseConfig } from '../../src/config/read-config.ts';
import { parseSource } from '../../src/config/read-source.ts';
import { ConfigError, must } from '../../src/model/errors.ts';

/** Everything of an error that any output could print. */
function everythingOf(thrown: unknown): string {
  if (!(thrown instanceof ConfigError)) throw thrown;
  const { message, cure, texts, details, cause, stack } = thrown;
  return JSON.stringify([message, cure, texts, details, String(cause), stack]);
}

function faultOf(text: string): ConfigError | undefined {
  try {
    parseConfig({ text, file: 'x.yaml', environment: {} });
    return undefined;
  } catch (thrown) {
    if (thrown instanceof ConfigError) return thrown;
    throw thrown;
  }
}

/** Begins with what no sentence of ours holds. */
const secrets = fc.stringMatching(/^Zq9[A-Za-z0-9]{9,20}$/);

const yaml = (app: string): string => `source:
  region: lark
  credentials:
    app_id: cli_1
${app}
  modules:
    contact: {}
destination: { type: duckdb, path: x.duckdb }
`;

/** A secret in the places where a slip of the keyboard puts it. */
const slips: Readonly<Record<string, (secret: string) => string>> = {
  'a block scalar': (s) => yaml(`    app_secret: |${s}`),
  'a folded scalar': (s) => yaml(`    app_secret: > ${s}`),
  'an alias': (s) => yaml(`    app_secret: *${s}`),
  'an alias in quotes of a chat': (s) => yaml(`    app_secret: *${s}”`),
  'an anchor': (s) => yaml(`    app_secret: &${s} &${s} x`),
  'a tag of that name': (s) => yaml(`    app_secret: !${s} !${s} x`),
  'an escape': (s) => yaml(`    app_secret: "a\\x${s}"`),
  'an unclosed quote': (s) => yaml(`    app_secret: "${s}`),
  'text after a quote': (s) => yaml(`    app_secret: "x" ${s}`),
  'a reserved sign': (s) => yaml(`    app_secret: @${s}`),
  'a back-tick': (s) => yaml(`    app_secret: \`${s}`),
  'a per cent sign': (s) => yaml(`    app_secret: %${s}`),
  'a directive': (s) => `%${s}\n--- %\n${yaml('')}`,
  'a bracket': (s) => yaml(`    app_secret: [${s}`),
  'a brace': (s) => yaml(`    app_secret: {${s}`),
  'a brace that closes': (s) => yaml(`    app_secret: {${s}}`),
  'a list as a key': (s) => yaml(`    ? [${s}]\n    : x`),
  'a group as a key': (s) => yaml(`    { app_secret: ${s} }: x`),
  'no blank after the colon': (s) => yaml(`    app_secret:${s}`),
  'no blank in braces': (s) => yaml(`    more: {app_secret:${s}}`),
  'a key of its own': (s) => yaml(`    ${s}: x`),
  'a key on the top': (s) => `${s}: x\n${yaml('')}`,
  'the same key twice': (s) => yaml(`    ${s}: x\n    ${s}: y`),
  'a key of a mode': (s) => `${yaml('    app_secret: x')}streams: { mode: { ${s}: never } }\n`,
  'two colons': (s) => yaml(`    app_secret: x: ${s}`),
  'a stray pipe before a key': (s) => yaml(`    | app_secret: ${s}`),
  'a tab': (s) => yaml(`\t app_secret: ${s}`),
  'too far to the right': (s) => yaml(`      app_secret: ${s}`),
  'a name of a variable': (s) => yaml(`    app_secret: \${${s}}`),
  'a number of another place': (s) => yaml(`    app_secret: x\n  rate_limit_scale: ${s}`),
  'a region': (s) => yaml('    app_secret: x').replace('region: lark', `region: ${s}`),
  'an id of a list': (s) => yaml('    app_secret: x').replace('contact: {}', `approval: { approval_codes: ${s} }`),
  'a second document': (s) => `${yaml('')}---\n${s}\n`,
  'JSON without its comma': (s) => `{"source": {"credentials": {"app_id": "x" "app_secret": "${s}"}}}`,
  'JSON that is cut off': (s) => `{"source": {"credentials": {"app_secret": "${s}`,
  'JSON with a wrong escape': (s) => `{"source": {"credentials": {"app_secret": "\\q${s}"}}}`,
  'JSON with single quotes and more': (s) => `{'source': {'credentials': {'app_secret': '${s}'x}}}`,
  'only the secret': (s) => s,
  'a very long key': (s) => yaml(`    ${s}${'x'.repeat(1200)}: y`),
};

test.each(Object.entries(slips))('%s: no part of the text is in the error', (_, write) => {
  fc.assert(
    fc.property(secrets, (secret) => {
      const fault = faultOf(write(secret));
      expect(fault, 'it is accepted').toBeDefined();
      expect(everythingOf(fault)).not.toContain(secret);
      expect(fault?.message).toMatch(/:\d+:\d+: |line \d+|is required|must be a group of settings/);
    }),
    { numRuns: 10 },
  );
});

test('a secret anywhere in a text that is damaged anywhere is never in the error', () => {
  const whole = yaml('    app_secret: SECRET\n    auth_type: custom_app');
  const json = JSON.stringify({ source: { region: 'lark', credentials: { app_id: 'x', app_secret: 'SECRET' } } });
  const damage = fc.constantFrom(
    ...'|>*&!%@`"\'\\[]{},:?#\t\n-'.split(''),
    '\\x',
    ': ',
    '? ',
    '---',
    '- ',
    '<<: *',
    '!!',
    '\u0000',
    '\ufeff',
  );
  const texts = fc.constantFrom(whole, json, `a: [SECRET, &x {SECRET: SECRET}]\n${whole}`);
  const edits = fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), damage), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(texts, secrets, edits, (text, secret, places) => {
      const damaged = places.reduce((now, [at, what]) => {
        const index = Math.floor(at * now.length);
        return `${now.slice(0, index)}${what}${now.slice(index)}`;
      }, text);
      // The damage may go through the word itself; what is then left of it is no secret any more.
      const fault = faultOf(damaged.replaceAll('SECRET', secret));
      if (fault !== undefined) expect(everythingOf(fault)).not.toContain(secret);
    }),
    { numRuns: 1500 },
  );
});

test('an unknown setting of a connector is reported by its place, not by its name', () => {
  fc.assert(
    fc.property(secrets, (secret) => {
      const credentials = { app_id: 'a', app_secret: 's', [secret]: 1 };
      const { ignored } = parseSource(
        { credentials, modules: { contact: { [secret]: {} } }, [secret]: secret },
        'lark',
      );
      expect(ignored).toHaveLength(3);
      expect(JSON.stringify(ignored)).not.toContain(secret);
    }),
    { numRuns: 20 },
  );
});

test('every sentence has both languages', () => {
  const texts = [
    ...Object.values(slips).map((write) => write('Zq9x')),
    yaml('    app_secret: ""').replace(
      'contact: {}',
      'attendance: { lookback_days: 0.5, start_date: x, include_terminated: 3 }',
    ),
    yaml('    app_secret: x').replace(
      'contact: {}',
      'base: { tables: [{}, { app_token: a, view_id: v }, { url: x }] }',
    ),
    `${yaml('    app_secret: x')}events: { mode: webhook, reconcile_minutes: 0, retention_days: 0, status: { port: 99999 } }`,
    yaml('    app_secret: x').replace('type: duckdb', 'type: sqlite'),
    yaml('    app_secret: x').replace('path: x.duckdb', 'path: 3, schema: "a-b"'),
    yaml('    app_secret: x').replace('contact: {}', 'approval: { approval_codes: [] }'),
    yaml('    app_secret: x').replace('    contact: {}', '    {}'),
  ];
  for (const text of texts) {
    for (const line of faultOf(text)?.texts.message.zh.split('\n') ?? []) expect(line).toMatch(/[\u4e00-\u9fff]/);
  }
});

const nested = (open: string, close: string, levels: number): string =>
  `a: ${open.repeat(levels)}x${close.repeat(levels)}`;

test.each([
  ['lists of YAML', nested('[', ']', 20_000)],
  ['groups of YAML', nested('{a: ', '}', 20_000)],
  ['blocks of YAML', `a:\n  ${'- '.repeat(20_000)}x`],
  ['keys of YAML', `a:\n  ${'? '.repeat(20_000)}x`],
  ['JSON', `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`],
  ['JSON that is not closed', '['.repeat(20_000)],
  ['a hundred levels', nested('[', ']', 100)],
])('%s, nested too deeply, get their own sentence', (_, text) => {
  const fault = faultOf(text);

  expect(fault?.code).toBe('config.file.malformed');
  expect(fault?.message).toMatch(/nested too deeply|a character is missing/);
});

test.each([
  ['an alias of nothing', 'a: *b', 'an alias (`*`) without an anchor'],
  ['an alias that comes first', 'a: *b\nc: &b 1', 'an alias (`*`) without an anchor'],
  ['an alias of itself', 'a: &b [1, *b]', 'refers to its own value'],
  ['an alias of the group around it', 'a: &b { c: { d: *b } }', 'refers to its own value'],
  [
    'a billion laughs',
    `a0: &a0 [x, x]\n${Array.from({ length: 30 }, (_v, n) => `a${n + 1}: &a${n + 1} [*a${n}, *a${n}]`).join('\n')}`,
    'expand to too much text',
  ],
])('%s gets its own sentence', (_, text, expected) => {
  expect(faultOf(text)?.code).toBe('config.file.malformed');
  expect(faultOf(text)?.message).toContain(expected);
});

/** A configuration with this many problems of each kind; gives what it cost. */
function tellMany(count: number): NodeJS.CpuUsage {
  const many = Array.from({ length: count }, (_, index) => index);
  const before = process.cpuUsage();
  const unknown = faultOf(`${yaml('    app_secret: x')}${many.map((n) => `setting${n}: 1\n`).join('')}`);
  const unset = faultOf(yaml(`    app_secret: x\n  base_url: "${many.map((n) => `\${V${n}}`).join('')}"`));
  const twice = faultOf(
    many
      .slice(0, count / 5)
      .map((n) => `k${n}: 1\nk${n}: 2\n`)
      .join(''),
  );

  expect(unknown?.message.split('\n')).toHaveLength(21);
  expect(unknown?.message).toMatch(new RegExp(`… and ${count - 20} more$`));
  expect(unset?.message).toMatch(/… and \d+ more$/);
  expect(twice?.message).toMatch(new RegExp(`… and ${count / 5 - 20} more$`));
  const { ignored } = parseSource(
    {
      credentials: { app_id: 'a', app_secret: 's' },
      modules: { contact: {} },
      ...Object.fromEntries(many.map((n) => [`setting${n}`, 1])),
    },
    'lark',
  );
  expect(ignored).toEqual([expect.objectContaining({ en: expect.stringContaining(`${count} settings`) })]);
  return process.cpuUsage(before);
}

// How long it takes belongs to the machine and to what else runs there; how the work grows belongs to the code.
test('a hundred thousand problems cost in proportion to ten thousand, and the first are printed', () => {
  const [few, many] = [10_000, 100_000].map(tellMany).map(({ user, system }) => user + system);
  expect(must(many, 'The cost') / must(few, 'The cost')).toBeLessThan(30);
}, 600_000);

test('any content of a file or a form leads to a configuration error at most', () => {
  const keys = fc.constantFrom(
    ...['source', 'destination', 'streams', 'attachments', 'events', 'region', 'base_url', 'credentials', 'auth_type'],
    ...[
      'app_id',
      'app_secret',
      'modules',
      'approval',
      'base',
      'tables',
      'url',
      'contact',
      'type',
      'path',
      'schema',
      'mode',
    ],
    ...['webhook', 'store', 'port', 'include', '__proto__', 'constructor', 'toString', '$schema', ''],
  );
  const leaves = fc.oneof(
    fc.constantFrom(
      'feishu',
      'duckdb',
      'postgres',
      'postgres://',
      'postgres://%',
      'https://x/%E0%A4%A',
      `\${X}`,
      `$\{`,
      '{tenant_key}',
    ),
    fc.constantFrom(null, true, 0, -1, 1e308, 'custom_app', 'store_app', '2026-02-30', '\u0000', '\ud800'),
    fc.string(),
  );
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaves,
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(keys, tie('tree'), { maxKeys: 6 }),
    ),
  }));
  fc.assert(
    fc.property(tree, (value) => {
      const text = JSON.stringify(value);
      const fault = faultOf(text);
      for (const line of fault?.texts.message.zh.split('\n') ?? []) expect(line).toMatch(/[\u4e00-\u9fff]/);
      try {
        parseSource(JSON.parse(text), 'lark');
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(ConfigError);
      }
    }),
    { numRuns: 400 },
  );
});
