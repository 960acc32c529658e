import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createContext } from '../../src/cli/context.ts';
import { createStyle } from '../../src/cli/style.ts';
import { en } from '../../src/cli/texts/en.ts';
import { parseConfig, readConfigFile } from '../../src/config/read-config.ts';
import { parseSource } from '../../src/config/read-source.ts';
import { secretsOfEnvironment } from '../../src/config/secret-values.ts';
import { ConfigError } from '../../src/model/errors.ts';
import { Secret } from '../../src/model/secret.ts';
import { revealed } from '../support/revealed.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { silentTerminal } from '../support/silent-terminal.ts';

/** What is secret is known by where it comes from; credentials are cleaned of what a chat adds, or refused by name. */
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'larkstream-secrets-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Parts {
  readonly url?: string;
  readonly store?: string;
  readonly secret?: string;
  readonly source?: string;
}

const configOf = ({ url = 'postgres://h/d', store = 'x.db', secret = 'abcdef', source = '' }: Parts): string => `
source:
  region: lark
  credentials: { app_id: cli_1, app_secret: ${JSON.stringify(secret)} }
  modules: { contact: {} }
  ${source}
destination: { type: postgres, url: ${JSON.stringify(url)} }
events: { store: ${JSON.stringify(store)} }
`;

function parse(parts: Parts, environment: Record<string, string> = {}): ReturnType<typeof parseConfig> {
  return parseConfig({ text: configOf(parts), file: '/x/larkstream.yaml', environment });
}

function faultOf(parts: Parts, environment: Record<string, string> = {}): string {
  try {
    parse(parts, environment);
    return '';
  } catch (thrown) {
    if (thrown instanceof ConfigError) return thrown.message;
    throw thrown;
  }
}

const urlOf = (config: ReturnType<typeof parseConfig>): string =>
  config.destination.type === 'postgres' ? config.destination.url.reveal() : '';

/** A null byte can be in no variable, a lone surrogate in no address, and a line break at the end comes from a file. */
const values = fc
  .oneof(
    fc.string({ minLength: 1, unit: 'binary' }),
    fc.constantFrom('at@Hidden7/x', '%41', '/#?', 'a:b@c', '密码 1', '%%%', '\'"\\'),
  )
  .filter((text) => text.isWellFormed() && !text.includes('\0') && !/[\r\n]$/.test(text) && text.trim() !== '');

test('any value of a variable arrives unchanged in its part of the address', () => {
  fc.assert(
    // The driver leaves some escapes in the name of a database as they are.
    fc.property(values, values, fc.stringMatching(/^[\wäß中文 %-]+$/), (user, password, database) => {
      const environment = { DB_USER: user, DB_PASSWORD: password, DB_NAME: database };
      const template = `postgres://\${DB_USER}:\${DB_PASSWORD}@db.example.com:6432/\${DB_NAME}`;
      for (const config of [parse({ url: template }, environment), parse({ store: template }, environment)]) {
        const url = config.events.store instanceof Secret ? config.events.store.reveal() : urlOf(config);
        const client = new pg.Client({ connectionString: url });
        const { user: gotUser, password: gotPassword, database: gotDatabase, host, port } = client;
        expect({ gotUser, gotPassword, host, port }).toEqual({
          gotUser: user,
          gotPassword: password,
          host: 'db.example.com',
          port: 6432,
        });
        expect(gotDatabase).toBe(database);
      }
    }),
  );
});

test('hosts, ports, whole addresses and parts of queries may be variables too', () => {
  const environment = {
    HOST: 'db.example.com:6432',
    ALL: 'postgres://u:p%40@h/d',
    REST: 'u:p@h/d?x=1',
    MODE: 'a&b=c',
    PARAMS: 'a=1&b=2',
  };
  expect(urlOf(parse({ url: `postgres://u@\${HOST}/d` }, environment))).toBe('postgres://u@db.example.com:6432/d');
  expect(urlOf(parse({ url: `\${ALL}` }, environment))).toBe(environment.ALL);
  expect(urlOf(parse({ url: `postgres://\${REST}` }, environment))).toBe(`postgres://${environment.REST}`);
  expect(urlOf(parse({ url: `postgres://h/d?x=\${MODE}` }, environment))).toBe('postgres://h/d?x=a%26b%3Dc');
  expect(urlOf(parse({ url: `postgres://h/d?\${PARAMS}` }, environment))).toBe('postgres://h/d?a=1&b=2');
  const base = parse({ source: `base_url: "https://\${HOST}/a/\${P}"` }, { HOST: 'h.example.com', P: 'b c/d' });
  expect(base.source.base_url).toBe('https://h.example.com/a/b%20c/d');
});

test.each([
  'postgres://u:at@Hidden7/x@host/db',
  'postgres://u:Hidden7#x@host/db',
  'postgres://u:Hidden7?x@host/db',
  'postgres://u:12#Hidden7@host/db',
  'postgres://u:12/Hidden7@host/db',
  'postgres://u:12?Hidden7@host/db',
  'postgres://u:Hidden7%zz@host/db',
  'postgres://u:Hidden7%@host/db',
  'postgres://u%E0%A4:Hidden7@host/db',
  'postgres://u:Hidden7@h%zz/db',
  'postgres://u:Hidden7@host/d%zz',
])('%s: the encoding is explained, and no part of it is shown', (url) => {
  for (const message of [faultOf({ url }), faultOf({ store: url })]) {
    expect(message).toContain('write @ as %40, / as %2F');
    expect(message).not.toMatch(/Hidden|at@/);
  }
});

test.each(['http://h/d', 'h:5432', 'postgres:/h/d', 'postgres://h:port/d'])(
  '%s is reported once as no address',
  (url) => {
    expect(faultOf({ url })).toMatch(/^destination\.url: must be an address such as [^\n]+$/);
  },
);

/** Everything that is secret by its origin, in all places where there can be one. */
test('every value that came from a variable or a secret setting is known as secret, and no public one', () => {
  const file = join(folder, 'all.yaml');
  writeFileSync(
    file,
    `source:
  region: "\${REGION}"
  base_url: "https://\${HOST}"
  credentials:
    auth_type: store_app
    app_id: "\${APP_ID}"
    app_secret: literal-secret-1
    tenant_key: "\${TENANT}"
    app_access_token: "\${TOKEN}"
  modules: { approval: { approval_codes: ["\${CODE}"] } }
destination: { type: postgres, url: "postgres://user:literal%21password@\${HOST}/\${DATABASE}?sslpassword=\${SSL}", schema: "\${SCHEMA}" }
events:
  store: "postgres://user:\${STORE_PASSWORD}@h/d"
  mode: webhook
  webhook: { port: 1, verification_token: "\${VERIFICATION}", encrypt_key: literal-key-1 }
`,
  );
  const open = {
    REGION: 'feishu',
    HOST: 'public.example.com',
    APP_ID: 'cli_public',
    TENANT: 'public-tenant',
    CODE: 'PUBLIC-CODE',
    DATABASE: 'public_db',
    SCHEMA: 'public_schema',
  };
  const hidden = {
    TOKEN: 'hidden-token',
    SSL: 'hidden/ssl',
    STORE_PASSWORD: 'hidden@store',
    VERIFICATION: 'hidden-verification',
  };
  const secrets = revealed(readConfigFile(file, { ...open, ...hidden }).secrets);
  const literals = ['literal-secret-1', 'literal!password', 'literal-key-1'];

  for (const value of [...Object.values(hidden), ...literals]) expect(secrets).toContain(value);
  for (const value of Object.values(open)) expect(secrets).not.toContain(value);
});

test('no way out of a command lets a secret through, in whichever form', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 7, unit: 'binary' }), (secret) => {
      fc.pre(
        secret.isWellFormed() &&
          secret.trim().length >= 6 &&
          !secret.includes('*') &&
          !'{"event":"test","text":"a  b","n":7}'.includes(secret),
      );
      let said = '';
      const context = createContext({
        terminal: {
          ...silentTerminal,
          out: (text) => {
            said += text;
          },
          error: (text) => {
            said += text;
          },
        },
        texts: en,
        style: createStyle(false),
        errorStyle: createStyle(false),
        json: true,
        verbose: true,
      });
      context.hide([new Secret(secret)]);
      context.emit({
        event: 'planned',
        module: 'base',
        endpoint: `a ${secret} b`,
        purpose: 'exact',
        calls: 7,
        seconds: 7,
        isEstimate: false,
      });
      context.terminal.out(`${secret} and ${encodeURIComponent(secret)}`);
      context.terminal.error(JSON.stringify({ secret }));
      context.logger.warn('x', { secret });
      for (const form of [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]) {
        expect(said).not.toContain(form);
      }
      const [first = ''] = said.split('\n');
      expect(JSON.parse(first)).toMatchObject({ event: 'planned', endpoint: 'a *** b', calls: 7 });
    }),
  );
});

test('a Postgres that cannot be reached: no part of its password is in any output', async () => {
  const file = join(folder, 'unreachable.yaml');
  writeFileSync(file, configOf({ url: `postgres://u:\${PW}@127.0.0.1:1/db` }));
  for (const [PW, part] of [
    ['at@Hidden7/x', 'Hidden7'],
    ['Hidden7#?/', 'Hidden7'],
    ['%41Hidden7%', 'Hidden7'],
  ] as const) {
    for (const flags of [[], ['--verbose'], ['--json']]) {
      const { code, out, error } = await runInProcess(['status', file, ...flags], { env: { PW } });
      expect(code).not.toBe(0);
      expect(out + error).toContain('127.0.0.1:1');
      expect(out + error).not.toContain(part);
    }
  }
});

test.each([
  ['http://user:hidden%40word@proxy:1', ['hidden%40word', 'hidden@word']],
  ['user:hidden/word@proxy:1', ['hidden/word']],
  ['http://proxy:1', []],
])('the password of the proxy %s is secret', (value, expected) => {
  for (const name of ['HTTPS_PROXY', 'http_proxy', 'ALL_PROXY']) {
    expect(revealed(secretsOfEnvironment({ [name]: value, HOME: 'a:b@c' }))).toEqual(expect.arrayContaining(expected));
  }
});

const around = [
  ' ',
  '\t',
  '\n',
  '\r\n',
  '\u00a0',
  '\u200b',
  '\u200e',
  '\ufeff',
  '\u2060',
  '\u3000',
  '\u00ad',
  ' \u200b\u00a0 ',
];

test('white space around credentials and ids is removed, for the command line and for connectors', () => {
  for (const edge of around) {
    const dirty = (text: string): string => `${edge}${text}${edge}`;
    const credentials = { app_id: dirty('cli_1'), app_secret: dirty('abcdef') };
    const modules = {
      approval: { approval_codes: [dirty('A-1')] },
      base: { tables: [{ app_token: dirty('bascn1') }] },
    };
    const source = { region: 'lark', credentials, modules };
    const destination = { type: 'postgres', url: dirty('postgres://h/d') };
    const webhook = { port: 1, verification_token: dirty('vvv'), encrypt_key: dirty('kkk') };
    const text = JSON.stringify({ source, destination, events: { mode: 'webhook', webhook } });
    const config = parseConfig({ text, file: '/x', environment: {} });
    const { settings } = parseSource({ credentials, modules }, 'lark');
    for (const found of [config.source, settings]) {
      expect(revealed(found.credentials)).toMatchObject({ app_id: 'cli_1', app_secret: 'abcdef' });
      expect(found.modules).toMatchObject({
        approval: { approval_codes: ['A-1'] },
        base: { tables: [{ app_token: 'bascn1' }] },
      });
    }
    expect(urlOf(config)).toBe('postgres://h/d');
    expect(revealed(config.events.webhook)).toMatchObject({ verification_token: 'vvv', encrypt_key: 'kkk' });
    expect(parse({ secret: `\${S}` }, { S: dirty('abcdef') }).source.credentials.app_secret.reveal()).toBe('abcdef');
  }
});

test.each([
  ['“abcdef”', 'quotation marks'],
  ['"abcdef"', 'quotation marks'],
  ["'abcdef'", 'quotation marks'],
  ['「abcdef」', 'quotation marks'],
  ['`abcdef`', 'quotation marks'],
  ['abc def', 'a space'],
  ['abc\u00a0def', 'a space'],
  ['abc\u200bdef', 'an invisible character'],
  ['abc\ndef', 'an invisible character'],
  ['ａｂｃdef', 'full-width'],
  ['abc１23', 'full-width'],
  ['abcé', 'other than letters and digits'],
  ['密码密码', 'other than letters and digits'],
])('%j is refused by name, in every credential, and not shown', (value, expected) => {
  const credentials = {
    app_id: value,
    app_secret: value,
    tenant_key: value,
    tenant_access_token: value,
    auth_type: 'store_app',
  };
  const source = { region: 'lark', credentials, modules: { approval: { approval_codes: [value] } } };
  const destination = { type: 'duckdb', path: 'x' };
  const webhook = { port: 1, verification_token: value, encrypt_key: value };
  const text = JSON.stringify({ source, destination, events: { mode: 'webhook', webhook } });
  try {
    parseConfig({ text, file: '/x', environment: {} });
    expect.unreachable();
  } catch (thrown) {
    if (!(thrown instanceof ConfigError)) throw thrown;
    for (const name of [
      'app_id',
      'app_secret',
      'tenant_key',
      'tenant_access_token',
      'approval_codes[0]',
      'verification_token',
      'encrypt_key',
    ]) {
      expect(thrown.message).toMatch(new RegExp(`${name.replaceAll(/[[\]]/g, '\\$&')}: [^\\n]*${expected}`));
    }
    expect(thrown.message).not.toContain(value);
  }
});
