import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { isObject, type JsonObject, type JsonValue, readText } from '../../src/util/json.ts';
import { install, installPackages } from '../support/installing.ts';
import { McpProgram } from '../support/mcp-program.ts';

/**
 * Programs of Lark's own makers, unmodified, against the sandbox: lark-mcp, and bots on the SDKs for Python and Java. They are installed into a
 * folder of the test; where one cannot be had, its test says why. The SDK for Go is not here: the module is not served everywhere.
 */

const folder = await mkdtemp(join(tmpdir(), 'larkstream-official-'));
const pipPackages = ['lark-oapi==1.7.5'];
const mcpPackage = '@larksuiteoapi/lark-mcp@0.5.1';
const programs = join(import.meta.dirname, 'programs');
let sandbox: Sandbox;
let bot: ChildProcess | undefined;

beforeEach(async () => {
  const small = { users: 6, approvals: { definitions: 1, instancesPerDay: 1 }, bases: [{ tables: 1, records: 7 }] };
  sandbox = await startSandbox({ ...small, limits: 'off', events: { mode: 'long_connection' } });
});

afterEach(async () => {
  if (bot?.exitCode === null) {
    bot.kill('SIGKILL');
    await once(bot, 'exit');
  }
  bot = undefined;
  await sandbox.close();
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function startBot(program: string, args: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<void> {
  const { appId, appSecret } = sandbox.options;
  const env = { ...process.env, ...more, DOMAIN: sandbox.url, APP_ID: appId, APP_SECRET: appSecret };
  bot = spawn(program, args, { env, stdio: 'ignore' });
  await expect.poll(() => sandbox.events.hub.connections(appId), { timeout: 120_000 }).toBe(1);
}

const lastOf = () => sandbox.people.transcript().at(-1);

test('lark-mcp lists chats and their members, says and reads messages, and reads and writes records', async (context) => {
  await installPackages(context, folder, [mcpPackage]);
  const { appId, appSecret } = sandbox.options;
  const script = join(folder, 'node_modules/@larksuiteoapi/lark-mcp/dist/cli.js');
  const who = ['-a', appId, '-s', appSecret, '-d', sandbox.url, '--token-mode', 'tenant_access_token'];
  await using mcp = await McpProgram.start([script, 'mcp', ...who]);
  expect(await mcp.tools()).toContain('im_v1_message_create');
  const itemsOf = async (name: string, args: JsonObject): Promise<readonly JsonObject[]> => {
    const { isError, value } = await mcp.call(name, args);
    expect([name, isError, value]).toEqual([name, false, expect.anything()]);
    const items: JsonValue | undefined = isObject(value) ? value.items : undefined;
    return Array.isArray(items) ? items.filter(isObject) : [];
  };

  const { chatId } = sandbox.tenant.chats;
  const chats = await itemsOf('im_v1_chat_list', { params: {} });
  expect(chats.map((chat) => readText(chat, 'chat_id'))).toContain(chatId);
  const ofChat = { path: { chat_id: chatId }, params: { member_id_type: 'open_id' } };
  expect((await itemsOf('im_v1_chatMembers_get', ofChat)).length).toBeGreaterThan(1);
  const content = JSON.stringify({ text: 'from a tool' });
  const said = { params: { receive_id_type: 'chat_id' }, data: { receive_id: chatId, msg_type: 'text', content } };
  expect((await mcp.call('im_v1_message_create', said)).isError).toBe(false);
  expect(sandbox.people.transcript('group').at(-1)).toMatchObject({ from: { kind: 'bot' }, text: 'from a tool' });
  const inChat = { params: { container_id_type: 'chat', container_id: chatId } };
  expect(await itemsOf('im_v1_message_list', inChat)).toMatchObject([{ body: { content } }]);

  const [app_token = ''] = sandbox.tenant.tables.appTokens;
  const [table] = await itemsOf('bitable_v1_appTable_list', { path: { app_token }, params: {} });
  const path = { app_token, table_id: table === undefined ? '' : (readText(table, 'table_id') ?? '') };
  const fields = await itemsOf('bitable_v1_appTableField_list', { path, params: {} });
  const field = fields.find((one) => one.ui_type === 'Text');
  const name = field === undefined ? '' : (readText(field, 'field_name') ?? '');
  const created = await mcp.call('bitable_v1_appTableRecord_create', {
    path,
    params: {},
    data: { fields: { [name]: 'by a tool' } },
  });
  expect(created).toMatchObject({ isError: false, value: { record: { fields: { [name]: 'by a tool' } } } });
  const filter = { conjunction: 'and', conditions: [{ field_name: name, operator: 'is', value: ['by a tool'] }] };
  const found = await itemsOf('bitable_v1_appTableRecord_search', { path, params: {}, data: { filter } });
  expect(found).toMatchObject([{ fields: { [name]: [{ text: 'by a tool' }] } }]);
  expect(await itemsOf('bitable_v1_appTableRecord_search', { path, params: { page_size: 5 }, data: {} })).toHaveLength(
    5,
  );
  const unknown = await mcp.call('wiki_v2_space_getNode', { params: { token: 'wikcnNobody' } });
  expect(unknown).toMatchObject({ isError: true, value: { code: 131005 } });
});

test('the channel of the SDK for Python answers by text, by a card and by a stream', async (context) => {
  await install(context, folder, ['python3', '-m', 'venv', join(folder, 'python')]);
  const python = join(folder, 'python/bin/python');
  await install(context, folder, [python, '-m', 'pip', 'install', '--quiet', ...pipPackages]);
  await startBot(python, [join(programs, 'bot.py')]);
  const { messageId } = sandbox.say({ text: 'hello' });
  await expect.poll(lastOf).toMatchObject({ text: 'heard: hello', replyTo: messageId });
  sandbox.say({ text: 'stream' });
  const streamed = { markdown: 'Three approvals wait.', isStreaming: false };
  await expect.poll(() => lastOf()?.card).toMatchObject(streamed);
  sandbox.say({ text: 'card' });
  await expect.poll(() => lastOf()?.card).toMatchObject({ markdown: 'a card', buttons: ['Good'] });
  expect((await sandbox.people.press(lastOf()?.messageId ?? '', { button: 'Good' })).error).toBeUndefined();
  await expect.poll(() => lastOf()?.text).toBe('pressed');
});

test('the SDK for Java hears over the long connection, reads a table and answers', async (context) => {
  const sdk = '<groupId>com.larksuite.oapi</groupId><artifactId>oapi-sdk</artifactId><version>2.5.3</version>';
  const pom = `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion><groupId>t</groupId><artifactId>t</artifactId>
    <version>1</version><dependencies><dependency>${sdk}</dependency></dependencies></project>`;
  await writeFile(join(folder, 'pom.xml'), pom);
  const jars = join(folder, 'jars');
  await install(context, folder, ['mvn', '-q', '-B', 'dependency:copy-dependencies', `-DoutputDirectory=${jars}`]);
  const [APP_TOKEN = ''] = sandbox.tenant.tables.appTokens;
  const TABLE_ID = sandbox.tenant.tables.tableIds(APP_TOKEN)[0];
  await startBot('java', ['-cp', join(jars, '*'), join(programs, 'Bot.java')], { APP_TOKEN, TABLE_ID });
  const { messageId } = sandbox.say({ text: 'hello' });
  await expect.poll(lastOf).toMatchObject({ text: 'heard: hello, 7 records', replyTo: messageId });
});
