import type { Message } from '../../../model/message.ts';
import type { CheckLine, CheckReport } from '../../../model/service/check-report.ts';
import { botEndpoints } from '../../../open-platform/endpoints/bot.ts';
import { platformCode } from '../../../open-platform/error-map.ts';
import type { OpenPlatformClient } from '../../../open-platform/open-platform-client.ts';
import { readNumber, readObject, readText } from '../../../util/json.ts';
import { type Check, errorLine, isRefused, lineOf, tried } from './check-line.ts';

export const botCheck: Check = { name: 'bot', title: { en: 'Bot', zh: '机器人' } };

interface BotState {
  readonly state: string;
  readonly isUsable: boolean;
  readonly message: Message;
}

/** By `activate_status`, whose meanings are from memory (docs/platform-assumptions.md). */
const states: readonly BotState[] = [
  { state: 'not_installed', isUsable: false, message: { en: 'is not installed in the tenant', zh: '尚未安装到企业' } },
  { state: 'disabled', isUsable: false, message: { en: 'is disabled by the tenant', zh: '已被企业停用' } },
  { state: 'enabled', isUsable: true, message: { en: 'is enabled', zh: '已启用' } },
  { state: 'to_be_enabled', isUsable: false, message: { en: 'is installed and not enabled', zh: '已安装，尚未启用' } },
  {
    state: 'upgrade_to_be_enabled',
    isUsable: false,
    message: { en: 'has a new version that is not enabled', zh: '有新版本尚未启用' },
  },
  {
    state: 'licence_expired',
    isUsable: false,
    message: { en: 'is off: its licence has expired', zh: '许可已过期，已停用' },
  },
  {
    state: 'plan_expired',
    isUsable: false,
    message: { en: "is off: the tenant's plan has expired", zh: '企业套餐已到期或降级，已停用' },
  },
];
const unknownState: BotState = { state: 'unknown', isUsable: true, message: { en: 'answers', zh: '有应答' } };
const appHasNoBot = 11205;

/** The bot's name and state. Pipelines need no bot, so its lack is a warning. */
export async function checkBot(
  client: OpenPlatformClient,
  signal: AbortSignal,
): Promise<{ readonly line: CheckLine; readonly bot: CheckReport['bot'] }> {
  const answer = await tried(() => client.callFlat(botEndpoints.info, { signal }));
  if (isRefused(answer)) {
    if (platformCode(answer) !== appHasNoBot) return { line: errorLine(botCheck, answer, 'warning'), bot: undefined };
    const message = { en: 'The app has no bot', zh: '应用没有机器人' };
    const url = `${client.consoleUrl}/bot`;
    const cure = {
      en: `Pipelines work without. For answers in chats, add the bot capability at ${url} and publish a version.`,
      zh: `管道无需机器人。如需在聊天中应答，请在 ${url} 添加机器人能力并发布版本。`,
    };
    return { line: lineOf(botCheck, 'warning', message, { cure, url }), bot: undefined };
  }
  const info = readObject(answer, 'bot');
  const { state, isUsable, message } = states[readNumber(info, 'activate_status') ?? -1] ?? unknownState;
  const name = readText(info, 'app_name') ?? '';
  const bot = { name, openId: readText(info, 'open_id') ?? undefined, state };
  const said = { en: `Bot “${name}” ${message.en}`, zh: `机器人“${name}”${message.zh}` };
  if (isUsable) return { line: lineOf(botCheck, 'ok', said), bot };
  const url = `${client.consoleUrl}/version`;
  const cure = {
    en: `Publish a version of the app at ${url}, and ask the tenant administrator to install and enable it.`,
    zh: `在 ${url} 发布应用版本，并请企业管理员安装和启用。`,
  };
  return { line: lineOf(botCheck, 'warning', said, { cure, url }), bot };
}
