import type { ServerResponse } from 'node:http';
import { vi } from 'vitest';
import type { JsonObject } from '../../src/util/json.ts';
import { Agent, answerAtOnce, answerWith } from './bot-service.ts';
import type { ConsoleService, FilledThings } from './console-service.ts';

/** An app that may hear what people write to it, and nothing else: lists of groups and people are refused. For `extraApps` of a sandbox. */
export const narrowApp = {
  appId: 'cli_00000000000000bb',
  appSecret: 'narrow-secret',
  grantedScopes: ['im:message.p2p_msg:readonly'],
} as const;

const long = { timeout: 120_000, interval: 100 };

/** Long, with all that markdown has. */
const report = `## Quarter in short

Sales are **up by 12 %**, most of it from the *south*. 详情见下表。

| region | sales | change |
|---|---:|---:|
| North | 1,204,000 | +3 % |
| South | 2,938,000 | +21 % |
| 华东区（含上海、江苏、浙江三地） | 3,310,500 | +9 % |

- the order of \`LARK-2231-a-very-long-identifier-without-any-place-to-break-it-0123456789\` is late
- ask [the dashboard](https://example.com/a/very/long/path/that/does/not/end/soon?with=parameters&and=more)

\`\`\`sql
SELECT region, sum(amount) FROM orders WHERE quarter = '2026Q3' GROUP BY region ORDER BY 2 DESC;
\`\`\`
`;

const picture =
  'iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAFElEQVR4nGNgYPj/nwE3YBgcCgBu8wf5nGkLcQAAAABJRU5ErkJggg==';

/** A help desk as people have it: it streams, makes cards with buttons, sends files, refuses some things, and is out of order for others. */
async function answer(turn: JsonObject, response: ServerResponse): Promise<void> {
  const text = String(turn.text ?? '');
  if (text.includes('salary') || text.includes('工资')) {
    response
      .writeHead(422, { 'content-type': 'text/plain' })
      .end('No rule covers this request; see https://help.example.com/rules/4711');
    return;
  }
  if (text.includes('report')) {
    await answerWith(response, [
      { event: 'progress', text: 'Reading the figures' },
      { text: report },
      { event: 'follow_ups', followUps: ['And by month?', '按产品线拆分'] },
    ]);
    return;
  }
  if (text.includes('chart')) {
    answerAtOnce(response, {
      text: 'Here it is.',
      attachments: [{ kind: 'image', name: 'chart.png', content: picture }],
    });
    return;
  }
  answerAtOnce(response, {
    text: `You asked: ${text.slice(0, 200)}`,
    buttons: [
      { id: 'open', text: 'Open a ticket' },
      { id: 'human', text: 'Talk to a person' },
    ],
  });
}

const longQuestion = `My laptop does not start since this morning. ${'I have tried to hold the power button for ten seconds, as the guide says, and then to charge it with the other cable. '.repeat(6)}\n\n第二个问题：会议室的投影仪也连不上，提示“无信号”，换了三根线都不行，请尽快安排同事来看一下，下午两点有客户来访。`;

/**
 * Bots as a company has them: handlers of several kinds, of which one is out of order; triggers with long names, versions, shadow, pause, for events;
 * conversations with cards, images and long texts, dead turns; and an app whose scopes are missing. Gives the ids by what stands for them in addresses.
 */
export async function fillBots(
  service: ConsoleService,
): Promise<{ readonly agent: Agent; readonly things: FilledThings }> {
  const { api, sandbox } = service;
  const agent = await Agent.start((turn, response) => answer(turn, response));
  const app = { region: 'feishu', baseUrl: sandbox.url, kind: 'custom_app' } as const;
  const { appId, appSecret } = sandbox.options;
  sandbox.events.configure(appId, { mode: 'long_connection' });
  const integration = await api.call('POST /integrations', {
    body: {
      ...app,
      name: '星河智造 · Service bot',
      appId,
      mode: 'long_connection',
      secrets: { app_secret: appSecret },
    },
  });
  const narrow = await api.call('POST /integrations', {
    body: { ...app, name: 'Few rights', appId: narrowApp.appId, secrets: { app_secret: narrowApp.appSecret } },
  });
  const handlerOf = async (
    name: string,
    kind: 'http' | 'openai' | 'function',
    settings: JsonObject,
    secrets: Record<string, string> = {},
  ) => (await api.call('POST /handlers', { body: { name, kind, settings, secrets } })).id;
  const desk = await handlerOf('Help desk', 'http', { url: agent.url });
  const model = await handlerOf(
    '通义千问 · 内部知识库问答（生产环境）',
    'openai',
    {
      baseUrl: `${agent.url}v1`,
      model: 'qwen-max-2026-01-25',
      systemPrompt: 'You answer questions of employees, briefly and friendly, in their language.',
    },
    { api_key: 'sk-1' },
  );
  const away = await handlerOf('Old agent that nobody has switched off although it moved', 'http', {
    url: 'http://127.0.0.1:9/',
  });
  const unmade = await handlerOf('Function of the intranet', 'function', { name: 'intranet' });
  for (const id of [desk, away]) await api.call('POST /handlers/{id}/test', { params: { id } });
  const people = sandbox.people.chats()[0]?.people ?? [];
  const [ann = '', bob = ''] = people;
  const make = async (name: string, settings: JsonObject, integrationId = integration.id, isShadow = false) =>
    await api.call('POST /triggers', { body: { name, integrationId, isShadow, settings } });
  const publish = async (id: string) => {
    const { version } = await api.call('GET /triggers/{id}', { params: { id } });
    await api.call('POST /triggers/{id}/publish', { params: { id }, version });
  };
  const group = sandbox.people.addGroup({
    name: '华东区 IT 服务台 · 打印机、会议室与办公设备报障群（请先搜索历史消息）',
    people: [ann, bob],
  });
  const ops = sandbox.people.addGroup({ name: 'Ops', people: [ann, bob] });
  const desks = await make('IT 服务台：打印机、会议室、账号与权限（全公司）', {
    handlerId: desk,
    messages: {
      groupStrategy: 'mention',
      chats: { allow: [], deny: [ops] },
      users: { allow: [], deny: [bob === '' ? ann : bob] },
    },
  });
  await publish(desks.id);
  const { version, draft } = await api.call('GET /triggers/{id}', { params: { id: desks.id } });
  await api.call('PATCH /triggers/{id}', {
    params: { id: desks.id },
    version,
    body: {
      settings: {
        ...draft,
        messages: { groupStrategy: 'mention', chats: { allow: [], deny: [ops] }, keywords: [] },
        session: { scope: 'thread', idleMs: 1_800_000 },
      },
    },
  });
  await publish(desks.id);
  const now = await api.call('GET /triggers/{id}', { params: { id: desks.id } });
  await api.call('PATCH /triggers/{id}', {
    params: { id: desks.id },
    version: now.version,
    body: {
      settings: {
        ...now.draft,
        quietHours: {
          from: '22:00',
          until: '07:00',
          timeZone: 'Asia/Shanghai',
          notice: '现在是休息时间，工作日 9:00 起回复。We are back at 9.',
        },
        quota: { perHour: 30, perDay: 200 },
        busy: 'merge',
        reply: { inThread: true, progressReaction: 'OnIt' },
      },
    },
  });
  const others = [
    await make('Questions about people, holidays and expenses that are asked in the group of the whole company', {
      handlerId: model,
      messages: { groupStrategy: 'keyword', keywords: ['休假', '报销', 'holiday'] },
    }),
    await make('Shadow of the next agent', { handlerId: desk }, integration.id, true),
  ];
  for (const { id } of others) await publish(id);
  const [about, shadow] = others;
  await api.call('POST /triggers/{id}/pause', { params: { id: about?.id ?? '' } });
  const events = await make('Approvals to the ledger', {
    kind: 'events',
    handlerId: desk,
    events: {
      types: ['approval_instance', 'im.chat.*'],
      fields: [
        { path: 'event.status', is: 'one_of', value: ['APPROVED', 'REJECTED'] },
        { path: 'event.amount', is: 'greater', value: 500 },
      ],
      orderBy: 'event.instance_code',
      mapping: { code: 'event.instance_code', status: 'event.status' },
    },
  });
  const empty = await make('Draft without a handler', {});
  const refused = await make(
    'All groups of an app without rights',
    { handlerId: desk, messages: { groupStrategy: 'all' } },
    narrow.id,
  );
  const receives = async () =>
    (await api.call('GET /integrations/{id}/receiver', { params: { id: integration.id } })).state === 'connected';
  await vi.waitUntil(receives, long);
  const turns = async (state: 'answered' | 'dead', least: number) => {
    const { items } = await api.call('GET /turns', { query: { triggerId: desks.id, state } });
    return items.length >= least ? items : undefined;
  };
  sandbox.say({ text: longQuestion });
  await vi.waitUntil(() => turns('answered', 1), long);
  sandbox.say({ text: 'the report of the quarter, please' });
  await vi.waitUntil(() => turns('answered', 2), long);
  sandbox.say({ image: { name: 'screen.png', bytes: Buffer.from(picture, 'base64') } });
  sandbox.say({ text: 'a chart?' });
  sandbox.say({
    post: {
      title: '报障',
      content: [
        [
          { tag: 'text', text: '三楼打印机' },
          { tag: 'a', text: '型号', href: 'https://example.com' },
        ],
      ],
    },
  });
  sandbox.say({ file: { name: '故障现象与已经尝试过的处理步骤-2026-11-28-最终版.pdf', size: 20_000 } });
  await vi.waitUntil(() => turns('answered', 6), long);
  sandbox.say({ text: 'What is the salary of my colleague?' });
  const dead = await vi.waitUntil(() => turns('dead', 1), long);
  sandbox.say({ chat: group, text: 'Who has moved the printer?' });
  sandbox.say({ chat: group, mention: ['bot'], text: '三楼的打印机卡纸了，谁来处理一下？' });
  await vi.waitUntil(() => turns('answered', 7), long);
  sandbox.say({ chat: group, mention: ['bot'], as: bob === '' ? ann : bob, text: '我的工资条打不开' });
  await vi.waitUntil(() => turns('dead', 2), long);
  const heard = async () =>
    (await api.call('GET /events', { query: { integrationId: integration.id, chatId: group } })).items.filter(
      ({ type, state }) => type === 'im.message.receive_v1' && state === 'done',
    );
  const inGroup = await vi.waitUntil(async () => ((await heard()).length >= 3 ? await heard() : undefined), long);
  const sessions = (await api.call('GET /sessions')).items;
  const known = (await api.call('GET /integrations/{id}/people', { params: { id: integration.id } })).items;
  const direct = sessions.find(({ chatKind }) => chatKind === 'direct') ?? sessions[0];
  const [, taken] = inGroup;
  return {
    agent,
    things: {
      ...{ integration: integration.id, narrow: narrow.id, person: known[0]?.openId ?? '' },
      ...{ handler: desk, model, away, unmade, trigger: desks.id, about: about?.id ?? '', shadow: shadow?.id ?? '' },
      ...{ event_trigger: events.id, empty: empty.id, refused_trigger: refused.id },
      ...{ session: direct?.id ?? '', group_session: sessions.find(({ id }) => id !== direct?.id)?.id ?? '' },
      ...{ dead_turn: dead[0]?.id ?? '', refused_event: inGroup.at(-1)?.id ?? '', taken_event: taken?.id ?? '' },
    },
  };
}
