import { z } from 'zod';
import { rule } from '../../schema/rules.ts';
import { count, texts, told } from '../triggers/trigger-fields.ts';
import { headerName, namesOf, patience, variableName, webAddress } from './handler-fields.ts';
import type {
  CommandSettings,
  FunctionSettings,
  HandlerKind,
  HttpSettings,
  KafkaSettings,
  NatsSettings,
  OpenaiSettings,
} from './handler-settings.ts';
import { kafka, nats } from './sink-schemas.ts';

const http = z.strictObject({
  url: told(
    webAddress,
    ['URL', 'Turns are posted to it as JSON, signed by Standard Webhooks.'],
    ['URL', '每轮对话以 JSON 发送到该地址，并按 Standard Webhooks 签名。'],
  ),
  headers: told(
    namesOf(headerName, 10),
    ['Headers', 'Names of headers that are sent too, such as x-api-key. Their values are secrets.'],
    ['请求头', '额外发送的请求头名称，例如 x-api-key；其值属于密钥。'],
  ),
  ...patience(15),
  takesSteering: told(
    z.boolean().default(false),
    ['Takes steering', 'It understands what is said while it works (`kind` is `steer`); otherwise that waits.'],
    ['接受追加', '处理期间的新消息以 `kind` 为 `steer` 发给它；否则排队等候。'],
  ),
  provisionUrl: told(
    webAddress.optional(),
    [
      'URL for people',
      'Asked once for each person who writes, signed with the same key: it gives your own id of them, which then comes as `handlerUserId`.',
    ],
    ['人员 URL', '每位发消息的人首次出现时请求一次，以同一密钥签名；返回你方的用户 ID，之后以 `handlerUserId` 给出。'],
  ),
  provisionFailure: told(
    z.enum(['go_on', 'refuse']).default('go_on'),
    [
      'When that fails',
      'After three tries the message goes on without the id, or is tried later like one whose handler has failed.',
    ],
    ['人员 URL 失败时', '三次尝试后，消息不带该 ID 继续处理（go_on），或按处理程序失败处理、稍后再试（refuse）。'],
  ),
});

const openai = z.strictObject({
  baseUrl: told(
    webAddress,
    ['Address', 'Of a chat-completions endpoint up to its version, such as https://api.openai.com/v1.'],
    ['地址', 'chat-completions 接口的地址，写到版本为止，例如 https://api.openai.com/v1。'],
  ),
  model: told(z.string().min(1).max(200), ['Model', 'As the endpoint calls it.'], ['模型', '接口所用的模型名称。']),
  systemPrompt: told(
    z.string().min(1).max(50_000).optional(),
    ['System prompt', 'What the model is told before every conversation.'],
    ['系统提示词', '每次对话之前告知模型的内容。'],
  ),
  maxTokens: told(
    count(1, 1_000_000).optional(),
    ['Tokens of an answer', 'At most; without it as many as the endpoint gives.'],
    ['单次回复 token 上限', '未设置时由接口决定。'],
  ),
  maxTokensField: told(
    z.enum(['max_tokens', 'max_completion_tokens']).default('max_tokens'),
    ['Name of that limit', 'Newer models of OpenAI take max_completion_tokens only.'],
    ['上限的字段名', 'OpenAI 的较新模型只接受 max_completion_tokens。'],
  ),
  sessionTokens: told(
    count(0, 1_000_000_000).default(0),
    ['Tokens of a conversation', 'At most; 0: without an end.'],
    ['单个会话 token 上限', '0 表示不限。'],
  ),
  vision: told(
    z.boolean().default(false),
    ['Images', 'The model is shown the images of messages.'],
    ['图片', '向模型提供消息中的图片。'],
  ),
  mostImages: told(
    count(0, 20).default(4),
    ['Images at most', 'Of one turn, the newest.'],
    ['图片数量', '单轮最多提供的图片数，取最新的。'],
  ),
  mostHistory: told(
    count(0, 1_000_000).default(48_000),
    ['History', 'Characters of what was said before, the newest.'],
    ['历史长度', '提供给模型的历史字数，取最新的。'],
  ),
  ...patience(60),
});

const command = z.strictObject({
  program: told(
    z
      .string()
      .max(255)
      .refine(
        (name) => /^[\w.+-]+(?:\/[\w.+-]+)*$/.test(name) && !name.split('/').includes('..'),
        rule({
          en: 'must be the name of a program in the folder that the operator allows',
          zh: '必须是运维者所允许文件夹中的程序名称',
        }),
      ),
    ['Program', 'In the folder that the operator allows (`--programs`). It reads the turn as JSON from stdin.'],
    ['程序', '位于运维者以 `--programs` 允许的文件夹中；从标准输入读取 JSON。'],
  ),
  args: told(
    texts(z.string().max(4_000)),
    ['Arguments', 'As they are: no shell reads them.'],
    ['参数', '原样传递，不经过 shell。'],
  ),
  output: told(
    z.enum(['text', 'events']).default('text'),
    ['Output', 'Markdown, or on each line an event of an answer as JSON.'],
    ['输出', 'Markdown 文本，或每行一个 JSON 应答事件。'],
  ),
  timeLimitMs: told(
    count(100, 600_000).default(60_000),
    ['Time', 'Milliseconds until it is ended.'],
    ['时限', '超过该毫秒数即终止。'],
  ),
  memoryMegabytes: told(
    count(0, 65_536).default(256),
    ['Memory', 'Megabytes of each of its processes; 0: without a limit.'],
    ['内存', '每个进程的上限，单位 MB；0 表示不限。'],
  ),
  outputMegabytes: told(
    count(1, 64).default(8),
    ['Size of an answer', 'Megabytes at most.'],
    ['应答大小', '上限，单位 MB。'],
  ),
  environment: told(
    namesOf(variableName, 50),
    ['Environment', 'Names of variables that it gets, such as CRM_TOKEN. Their values are secrets.'],
    ['环境变量', '提供给它的变量名，例如 CRM_TOKEN；其值属于密钥。'],
  ),
});

const ownFunction = z.strictObject({
  name: told(
    z
      .string()
      .regex(/^[\w.-]{1,100}$/, rule({ en: 'must be a name such as help-desk', zh: '必须是 help-desk 这样的名称' })),
    [
      'Name',
      'By which a program that runs the service gives its functions. One that connects names the handler itself.',
    ],
    ['名称', '运行服务的程序提供函数时所用的名称。主动连接的程序则以处理程序本身的名称连接。'],
  ),
});

type Schemas = Readonly<{
  http: z.ZodType<HttpSettings>;
  openai: z.ZodType<OpenaiSettings>;
  command: z.ZodType<CommandSettings>;
  function: z.ZodType<FunctionSettings>;
  nats: z.ZodType<NatsSettings>;
  kafka: z.ZodType<KafkaSettings>;
}>;

/** Settings as they are written: what is absent has its default. */
export const handlerShapes: Readonly<Record<HandlerKind, z.ZodType>> = {
  http,
  openai,
  command,
  function: ownFunction,
  nats,
  kafka,
};

/** The same, as they are worked with. */
export const handlerSchemas: Schemas = {
  http: http.transform((given) => ({ ...given, ...patienceOf(given), provisionUrl: given.provisionUrl })),
  openai: openai.transform((given) => ({
    ...given,
    ...patienceOf(given),
    systemPrompt: given.systemPrompt,
    maxTokens: given.maxTokens,
  })),
  command,
  function: ownFunction,
  nats: nats.transform((given) => ({ ...given, ca: given.ca })),
  kafka: kafka.transform((given) => ({ ...given, ca: given.ca })),
};

type Given = { readonly [key in 'firstByteMs' | 'idleMs' | 'wholeMs']?: number | undefined };

function patienceOf({ firstByteMs, idleMs, wholeMs }: Given): Pick<HttpSettings, 'firstByteMs' | 'idleMs' | 'wholeMs'> {
  return { firstByteMs, idleMs, wholeMs };
}
