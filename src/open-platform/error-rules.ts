import type { ErrorCode } from '../model/error-codes.ts';
import type { Message } from '../model/message.ts';
import {
  addToChat,
  botCure,
  type CureContext,
  contactRange,
  enableCure,
  ipCure,
  scopeCure,
  secretCure,
  shareBase,
} from './cures.ts';
import { type GenericClass, genericClasses, genericCodes } from './generic-codes.ts';

/**
 * What the client does about a refusal before it throws:
 * `replay` once with a fresh token; `throttle`: the endpoint pauses; `contention`: the Base pauses; `transient`: repeat
 * within the budget; `few`, `several`: this many retries; `quota`: stop the calls that count; `fail`: throw at once.
 */
export type Reaction = 'replay' | 'throttle' | 'contention' | 'transient' | 'few' | 'several' | 'quota' | 'fail';

/** What a platform code means: the reaction of the client, and the error when the reaction does not help. */
export interface ErrorRule {
  readonly reaction: Reaction;
  readonly error: ErrorCode;
  readonly family: 'config' | 'transient' | 'record';
  readonly cure?: Message | ((facts: CureContext) => Message);
}

interface RuleRow extends ErrorRule {
  readonly codes: readonly number[];
  /** The API whose codes they are; one number can mean different things in two of them. */
  readonly domain?: string;
}

const fail = { reaction: 'fail', family: 'config' } as const;

/** What each class of the generic page means. */
const classRules: Readonly<Record<GenericClass, ErrorRule>> = {
  transient: { reaction: 'transient', error: 'lark.server.failed', family: 'transient' },
  serverFault: { reaction: 'few', error: 'lark.server.failed', family: 'transient' },
  throttle: { reaction: 'throttle', error: 'lark.rate.limited', family: 'transient' },
  scope: { ...fail, error: 'lark.scope.missing', cure: scopeCure },
  dataRange: { ...fail, error: 'lark.range.denied' },
  pageToken: { reaction: 'fail', error: 'lark.page.invalid', family: 'transient' },
  parameters: { ...fail, error: 'lark.parameter.rejected' },
  idKind: { ...fail, error: 'lark.entity.missing', family: 'record' },
  notFound: { ...fail, error: 'lark.entity.missing', family: 'record' },
  appState: { ...fail, error: 'lark.app.disabled', cure: enableCure },
  userToken: { ...fail, error: 'lark.token.rejected' },
  wire: { ...fail, error: 'lark.endpoint.missing' },
};

/** Codes with a meaning or a cure of their own; they win over their class. */
const rows: readonly RuleRow[] = [
  // Gateway: https://open.feishu.cn/document/server-docs/api-call-guide/generic-error-code
  {
    codes: [99991663, 99991664, 99991665, 20013, 20014],
    reaction: 'replay',
    error: 'lark.token.rejected',
    family: 'config',
  },
  { codes: [99991661, 99991671], ...fail, error: 'lark.token.rejected' },
  { codes: [99991401], ...fail, error: 'lark.ip.denied', cure: ipCure },
  { codes: [99991403, 99991406], reaction: 'quota', error: 'lark.quota.exhausted', family: 'config' },
  { codes: [90003087, 90003088], ...fail, error: 'lark.quota.exhausted' },
  { codes: [10003], domain: 'auth', ...fail, error: 'lark.credentials.rejected', cure: secretCure },
  {
    codes: [10005, 10012, 10013, 10014, 10015, 20002, 50003, 99991543],
    ...fail,
    error: 'lark.credentials.rejected',
    cure: secretCure,
  },
  // From the token endpoint it is also the answer to a wrong configuration.
  { codes: [2200], domain: 'auth', reaction: 'few', error: 'lark.server.failed', family: 'transient' },
  {
    codes: [99992361],
    ...fail,
    error: 'lark.entity.missing',
    cure: {
      en: 'An open_id is valid in one app only: use the ids of this app, or another id type.',
      zh: 'open_id 只属于一个应用：请使用该应用看到的 ID，或换用其他 ID 类型。',
    },
  },

  // Contact: https://open.feishu.cn/document/server-docs/contact-v3/scope/scope_authority
  { codes: [40001], domain: 'contact', ...fail, error: 'lark.parameter.rejected' },
  { codes: [40003], domain: 'contact', reaction: 'few', error: 'lark.server.failed', family: 'transient' },
  { codes: [40008], domain: 'contact', ...fail, error: 'lark.entity.missing', family: 'record' },
  { codes: [40004, 40014, 41050, 42009], ...fail, error: 'lark.range.denied', cure: contactRange },
  {
    codes: [43010],
    domain: 'contact',
    ...fail,
    error: 'lark.parameter.rejected',
    cure: {
      en: 'The department is too large to read with its subtree at once; read it level by level.',
      zh: '部门过大，不能连同子部门一次读取；请逐级读取。',
    },
  },
  { codes: [40003], ...fail, error: 'lark.range.denied', cure: contactRange },
  { codes: [40008], ...fail, error: 'lark.entity.missing', family: 'record' },

  // Approval: https://open.feishu.cn/document/server-docs/approval-v4/instance/get
  { codes: [1390001], ...fail, error: 'lark.parameter.rejected' },
  {
    codes: [1390002, 1390015, 1390016],
    ...fail,
    error: 'lark.entity.missing',
    cure: {
      en: 'Check `approval_codes`: the code is in the address of the definition in the admin console (definitionCode=…); a deleted definition has none.',
      zh: '检查 `approval_codes`：审批定义编码在审批管理后台该定义的网址中（definitionCode=…）；已删除的定义没有编码。',
    },
  },
  { codes: [1390003, 1390004, 1390010], ...fail, error: 'lark.entity.missing', family: 'record' },
  {
    codes: [1390009, 60009],
    ...fail,
    error: 'lark.range.denied',
    cure: {
      en: 'Ask an approval administrator to let the app read this approval definition.',
      zh: '请审批管理员允许该应用读取此审批定义。',
    },
  },
  { codes: [1390014], ...fail, error: 'lark.app.disabled', cure: enableCure },
  { codes: [1395001, 60014, 65001], reaction: 'transient', error: 'lark.server.failed', family: 'transient' },

  // Base: https://open.feishu.cn/document/server-docs/docs/bitable-v1/bitable-overview
  {
    codes: [1254290, 1254291, 1254112, 1254036, 1254607],
    reaction: 'contention',
    error: 'lark.rate.limited',
    family: 'transient',
  },
  { codes: [1255040], reaction: 'contention', error: 'lark.server.failed', family: 'transient' },
  // Also seen for a page token that is no longer valid, and for a load that is too high.
  { codes: [1254002], reaction: 'few', error: 'lark.server.failed', family: 'transient' },
  {
    codes: [1254200, 1255001, 1255002, 1255003, 1255004, 1255005],
    reaction: 'transient',
    error: 'lark.server.failed',
    family: 'transient',
  },
  // "TooLargeResponse" on the page of search, "InvalidPageToken" in the API Explorer.
  { codes: [1254030], ...fail, error: 'lark.page.invalid', family: 'transient' },
  {
    codes: [
      1254000, 1254001, 1254007, 1254008, 1254009, 1254010, 1254011, 1254012, 1254016, 1254018, 1254024, 1254107,
      1254108,
    ],
    ...fail,
    error: 'lark.parameter.rejected',
  },
  {
    codes: [1254003, 1254004, 1254005, 1254040, 1254041, 1254042, 1254044, 1254045, 1254702],
    ...fail,
    error: 'lark.document.missing',
  },
  { codes: [1254006, 1254043], ...fail, error: 'lark.entity.missing', family: 'record' },
  {
    codes: [91402],
    ...fail,
    error: 'lark.document.missing',
    cure: {
      en: 'Check the token. The token of a /wiki/… link is not the token of the Base: give the whole link as `url` instead.',
      zh: '检查 token。/wiki/… 链接中的 token 不是多维表格的 token：请用 `url` 填写完整链接。',
    },
  },
  { codes: [91403, 1254302, 1254304, 1254701], ...fail, error: 'lark.document.forbidden', cure: shareBase },
  { codes: [1254303], ...fail, error: 'lark.document.forbidden', family: 'record' },
  {
    codes: [1254306],
    ...fail,
    error: 'lark.call.failed',
    cure: {
      en: 'The plan of the tenant, or of the owner of the Base, does not allow this; ask the administrator.',
      zh: '企业或多维表格所有者的套餐不支持此操作；请咨询管理员。',
    },
  },

  // Messages: https://open.feishu.cn/document/server-docs/im-v1/message/create
  { codes: [230002], domain: 'im', ...fail, error: 'lark.entity.missing', cure: addToChat },
  { codes: [230006], domain: 'im', ...fail, error: 'lark.app.disabled', cure: botCure },
  // Five a second to one chat or person, shared by all bots: nothing else has to wait.
  { codes: [230020], domain: 'im', reaction: 'contention', error: 'lark.rate.limited', family: 'transient' },
  { codes: [230049], domain: 'im', reaction: 'few', error: 'lark.server.failed', family: 'transient' },

  // Wiki: https://open.feishu.cn/document/server-docs/docs/wiki-v2/space-node/get_node
  { codes: [131002], ...fail, error: 'lark.parameter.rejected' },
  { codes: [131004, 131005], ...fail, error: 'lark.document.missing' },
  {
    codes: [131006],
    ...fail,
    error: 'lark.document.forbidden',
    cure: {
      en: 'Open the wiki page, choose "… > Add document app" and add the app, or make it a member of the wiki space.',
      zh: '打开知识库页面，选择“… > 添加文档应用”并添加该应用，或将其加为知识空间成员。',
    },
  },
  // "Do not retry", says its page.
  { codes: [131007], reaction: 'fail', error: 'lark.server.failed', family: 'transient' },

  // Application: https://open.feishu.cn/document/server-docs/application-v6/scope/apply
  { codes: [212100], ...fail, error: 'lark.app.disabled', cure: enableCure },
  {
    codes: [212001],
    ...fail,
    error: 'lark.call.failed',
    cure: {
      en: 'Only scopes are left that an administrator has to grant in the admin console; the app cannot ask for them.',
      zh: '剩下的权限只能由管理员在管理后台开通，应用无法申请。',
    },
  },
  {
    codes: [212002],
    ...fail,
    error: 'lark.call.failed',
    cure: {
      en: 'Nothing is left to ask for: add the missing scopes in the developer console and publish a version first.',
      zh: '没有可申请的权限：请先在开发者后台添加缺少的权限并发布版本。',
    },
  },
  {
    codes: [212003, 212004],
    ...fail,
    error: 'lark.call.failed',
    cure: {
      en: 'The administrator has been asked already: wait for the answer in the admin console (App review).',
      zh: '已向管理员申请过：请等待其在管理后台（应用审核）处理。',
    },
  },

  // Attendance: https://open.feishu.cn/document/server-docs/attendance-v1/overview
  { codes: [1220001, 1220002, 1220003, 1220007, 1220600, 1226003], ...fail, error: 'lark.parameter.rejected' },
  {
    codes: [1220004],
    ...fail,
    error: 'lark.range.denied',
    cure: {
      en: 'Remove employees who left from `employee_ids`, check `employee_id_type`, and include the others in the data range of the app in the attendance admin console.',
      zh: '从 `employee_ids` 中删去已离职员工，检查 `employee_id_type`，并在考勤管理后台把其余员工纳入应用的数据范围。',
    },
  },
  {
    codes: [1220005, 1220006],
    ...fail,
    error: 'lark.range.denied',
    cure: {
      en: 'Give the app a data range in the attendance admin console (Settings > Data permissions).',
      zh: '在考勤管理后台（设置 > 数据权限）为应用设置数据范围。',
    },
  },
  {
    codes: [1225000, 1226000, 1226500, 1227000, 1227500, 1228000],
    reaction: 'transient',
    error: 'lark.server.failed',
    family: 'transient',
  },
];

const unknownServerFault: ErrorRule = classRules.transient;
const unknownThrottle: ErrorRule = classRules.throttle;
const unknownRefusal: ErrorRule = { ...fail, error: 'lark.call.failed' };

/** Later entries lose: the rows come before the classes, and a row with a domain before one without. */
const byCode = new Map<string, ErrorRule>();
for (const { codes, domain, ...rule } of rows) {
  for (const code of codes) addRule(`${domain ?? ''} ${code}`, rule);
}
for (const name of genericClasses) {
  for (const code of genericCodes[name]) addRule(` ${code}`, classRules[name]);
}

function addRule(key: string, rule: ErrorRule): void {
  if (!byCode.has(key)) byCode.set(key, rule);
}

/** An unknown code is judged by the HTTP status. */
export function ruleFor({ code, domain, status }: { code: number; domain: string; status: number }): ErrorRule {
  const rule = byCode.get(`${domain} ${code}`) ?? byCode.get(` ${code}`);
  if (rule !== undefined) return rule;
  if (status === 429) return unknownThrottle;
  return status >= 500 ? unknownServerFault : unknownRefusal;
}
