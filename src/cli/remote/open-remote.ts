import { readFileSync } from 'node:fs';
import type { ApiError } from '../../client/api-error.ts';
import type { Client } from '../../client/client-types.ts';
import { type ErrorCode, errorCodes } from '../../model/error-codes.ts';
import { ConfigError, type LarkstreamError, StoppedError, TransientError } from '../../model/errors.ts';
import type { Language, Message } from '../../model/message.ts';
import { Secret } from '../../model/secret.ts';
import { isObject, type JsonValue, parseJson } from '../../util/json.ts';
import type { Context } from '../context.ts';
import { withStopSignals } from '../stop-signals.ts';

/** Which service is asked, as every command of the remote mode takes it. */
export interface RemoteFlags {
  readonly server?: string;
  readonly tokenFile?: string;
}

/** What works with a service: `signal` is aborted when the person stops the command. */
type RemoteWork<T> = (client: Client, signal: AbortSignal) => Promise<T>;

/** Whether a command that also works without a service is to ask one. */
export function asksServer({ server }: RemoteFlags, { terminal }: Context): boolean {
  return (server ?? terminal.environment.LARKSTREAM_SERVER ?? '') !== '';
}

/**
 * Works with a service that runs elsewhere.
 * @throws ConfigError `config.usage.invalid` without an address or a token; the service's own refusals by their codes
 * @throws TransientError `api.unreachable` and what may go well later
 */
export async function withRemote<T>(flags: RemoteFlags, context: Context, work: RemoteWork<T>): Promise<T> {
  const { environment } = context.terminal;
  const url = flags.server ?? environment.LARKSTREAM_SERVER;
  if (url === undefined || url === '') throw noServer();
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) throw wrongServer();
  const token = tokenOf(flags, environment);
  context.hide([token]);
  // JSON lines are in English, with the Chinese beside it.
  const language = context.isJson ? 'both' : context.texts.language;
  const [{ createClient }, { ApiError: Refusal }] = await Promise.all([
    import('../../client/create-client.ts'),
    import('../../client/api-error.ts'),
  ]);
  const client = createClient({ url, token: token.reveal(), language });
  try {
    return await withStopSignals(
      async (signal) => await unlessStopped(signal, () => work(client, signal)),
      undefined,
      commandStopped,
    );
  } catch (thrown) {
    throw thrown instanceof Refusal ? toOwnError(thrown, { language, flags }) : thrown;
  }
}

/** What fails because of the signal is no failure: the command was stopped. */
async function unlessStopped<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    throw signal.aborted && !(thrown instanceof StoppedError) ? signal.reason : thrown;
  }
}

/** Nothing that the service works on stops with a command that asks it. */
function commandStopped(): StoppedError {
  return new StoppedError({
    code: 'api.command.stopped',
    message: {
      en: 'The command was stopped by a signal; what the service has begun goes on',
      zh: '命令被信号停止；服务已开始的工作会继续',
    },
  });
}

/** From the environment or a file: the arguments of a program are seen by everybody on the machine. */
function tokenOf({ tokenFile }: RemoteFlags, environment: Readonly<Record<string, string | undefined>>): Secret {
  const text = (tokenFile === undefined ? environment.LARKSTREAM_TOKEN : readToken(tokenFile))?.trim() ?? '';
  if (/^[\x21-\x7e]+$/.test(text)) return new Secret(text);
  throw new ConfigError({
    code: 'config.usage.invalid',
    message: { en: 'There is no token for the service', zh: '缺少服务的令牌' },
    cure: {
      en: 'Make an API token in the service, and put it into LARKSTREAM_TOKEN or the file of --token-file.',
      zh: '请在服务中创建 API 令牌，放入 LARKSTREAM_TOKEN 或 --token-file 所指的文件。',
    },
  });
}

function readToken(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new ConfigError({
      code: 'config.usage.invalid',
      message: { en: `The file of the token, ${file}, cannot be read`, zh: `无法读取令牌文件 ${file}` },
    });
  }
}

const serverCure: Message = {
  en: 'Give --server, or set LARKSTREAM_SERVER, such as to http://127.0.0.1:8700.',
  zh: '请给出 --server，或设置 LARKSTREAM_SERVER，例如 http://127.0.0.1:8700。',
};

function noServer(): ConfigError {
  return new ConfigError({
    code: 'config.usage.invalid',
    message: { en: 'The address of the service is missing', zh: '缺少服务的地址' },
    cure: serverCure,
  });
}

/** It is not shown: it may hold a password. */
function wrongServer(): ConfigError {
  return new ConfigError({
    code: 'config.usage.invalid',
    message: { en: 'LARKSTREAM_SERVER is no address of a service', zh: 'LARKSTREAM_SERVER 不是服务的地址' },
    cure: serverCure,
  });
}

const isKnown = (code: string): code is ErrorCode => Object.hasOwn(errorCodes, code);

/** A refusal as an error of this program. A code that this version does not know yet stands in the sentence. */
function toOwnError(
  refusal: ApiError,
  { language, flags }: { readonly language: Language | 'both'; readonly flags: RemoteFlags },
): LarkstreamError {
  const { status, message, cure, details } = refusal;
  if (status === 401) return tokenRefused(refusal, flags);
  const code = isKnown(refusal.code) ? refusal.code : 'api.answer.foreign';
  const said = (text: string): string => (code === refusal.code ? text : `${refusal.code}: ${text}`);
  const { zh } = refusal;
  const inBoth = (text: string, other: Message, chinese: string | undefined): Message => {
    const given = language === 'both' ? { en: text } : { [language]: text };
    return { ...other, ...given, ...(chinese === undefined ? {} : { zh: chinese }) };
  };
  const parts = {
    code,
    message: inBoth(said(message), errorCodes[code].cause, zh && said(zh.message)),
    cure: cureOf(refusal, code, language) ?? inBoth(cure, errorCodes[code].cure, zh?.cure),
    details: asJson(details),
    cause: refusal,
  };
  return status === 0 || status === 429 || status >= 500 ? new TransientError(parts) : new ConfigError(parts);
}

/** What helps better on a screen than what helps a program. */
function cureOf({ cure, details }: ApiError, code: ErrorCode, language: Language | 'both'): Message | undefined {
  if (code === 'api.not.found') return listCures[String(details.kind)];
  const isGeneral = cure === errorCodes[code].cure[language === 'both' ? 'en' : language];
  return code === 'api.input.invalid' && isGeneral
    ? { en: 'Correct what is named above.', zh: '请更正上面列出的内容。' }
    : undefined;
}

/** Where ids of a kind are found. */
const listCures: Readonly<Record<string, Message>> = {
  event: { en: '`larkstream events` lists events with their ids.', zh: '`larkstream events` 会列出事件及其 ID。' },
  pipeline: { en: '`larkstream pipelines` lists them.', zh: '`larkstream pipelines` 会列出全部管道。' },
  trigger: { en: '`larkstream triggers` lists them.', zh: '`larkstream triggers` 会列出全部触发器。' },
  handler: { en: '`larkstream handlers` lists them.', zh: '`larkstream handlers` 会列出全部处理程序。' },
  session: {
    en: '`larkstream sessions` lists sessions with their ids.',
    zh: '`larkstream sessions` 会列出会话及其 ID。',
  },
  turn: { en: '`larkstream turns` lists turns with their ids.', zh: '`larkstream turns` 会列出轮次及其 ID。' },
  run: { en: '`larkstream runs` lists runs with their ids.', zh: '`larkstream runs` 会列出运行及其 ID。' },
};

function tokenRefused(refusal: ApiError, { tokenFile }: RemoteFlags): ConfigError {
  const place = tokenFile ?? 'LARKSTREAM_TOKEN';
  return new ConfigError({
    code: 'api.sign.in.needed',
    message: {
      en: `The service does not accept the token of ${place}: it is unknown there, has expired or was deleted`,
      zh: `服务不接受 ${place} 中的令牌：它不存在、已过期或已被删除`,
    },
    cure: {
      en: `Make a new API token in the service, and put it into ${place}.`,
      zh: `请在服务中创建新的 API 令牌，并放入 ${place}。`,
    },
    cause: refusal,
  });
}

function asJson(details: Readonly<Record<string, unknown>>): Record<string, JsonValue> {
  const copy = parseJson(JSON.stringify(details));
  if (!isObject(copy)) return {};
  return Object.fromEntries(
    Object.entries(copy).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
