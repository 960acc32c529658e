import type { Client } from '../../client/client-types.ts';
import type { ApiSchemas } from '../../client/contract/schemas.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { namesOf } from '../remote/find-thing.ts';
import { toVersion } from '../remote/to-version.ts';
import { fileSettings } from '../remote/trigger-settings.ts';
import type { TriggerFlags } from '../trigger-request.ts';
import { usageError } from '../usage-error.ts';

interface Asked {
  readonly params: { readonly id: string };
  readonly signal: AbortSignal;
  readonly flags: TriggerFlags;
  readonly version: string | undefined;
}

type Decision = ApiSchemas['DryDecision'];

/** `larkstream triggers dry-run`: what a version would decide about a message or past events; nobody is answered. */
export async function triggerDryRun(
  client: Client,
  { params, signal, flags, version }: Asked,
  context: Context,
): Promise<number> {
  const about = aboutOf(flags);
  const body = { ...(await triedOf(client, { version, flags, signal })), ...about };
  const { items } = await client.call('POST /triggers/{id}/dry-run', { params, body, signal });
  const { emit, say, texts, isJson, isQuiet } = context;
  for (const decision of items) emit({ event: 'remote_dry_decision', decision: { ...decision } });
  const all = { shown: items.length, total: items.length, totalIsAtLeast: false };
  emit({ event: 'remote_listed', things: 'decisions', ...all });
  if (isJson || isQuiet) return exitCodes.done;
  if (items.length === 0) say(texts.bots.noPastEvents);
  const tried = items.flatMap((one) => one.tried.map(({ triggerId }) => triggerId));
  const names = await namesOf('trigger', client, signal, tried);
  for (const decision of items) sayDecision(decision, names, context);
  return exitCodes.done;
}

/** What is tried: settings of a file, or a version. @throws ConfigError `config.usage.invalid`, and what a file may be refused for */
async function triedOf(client: Client, { version, flags, signal }: Pick<Asked, 'version' | 'flags' | 'signal'>) {
  const { settings: file } = flags;
  if (file === undefined) return version === undefined ? {} : { version: toVersion(version) };
  if (version === undefined) return { settings: await fileSettings(client, file, signal) };
  throw usageError(
    { en: `--settings cannot be used with a version: ${version}`, zh: `--settings 不能与版本同时使用：${version}` },
    'larkstream triggers',
  );
}

/** @throws ConfigError `config.usage.invalid` unless it is asked about a message or about events */
function aboutOf({ text, last, chatKind, from, mention }: TriggerFlags) {
  const hasMore = chatKind !== undefined || from !== undefined || mention !== undefined;
  if (text !== undefined && last === undefined) {
    const who = { ...(chatKind && { chatKind }), ...(from === undefined ? {} : { openId: from }) };
    return { message: { text, ...who, ...(mention === true && { mentionsBot: true }) } };
  }
  if (last !== undefined && text === undefined && !hasMore) return { newest: last };
  throw usageError(
    {
      en: '`triggers dry-run` needs --text, to which --chat-kind, --from and --mention belong, or --last',
      zh: '`triggers dry-run` 需要 --text（--chat-kind、--from、--mention 与它一起使用），或 --last',
    },
    'larkstream triggers',
  );
}

function sayDecision({ event, tried, turn }: Decision, names: ReadonlyMap<string, string>, context: Context): void {
  const { texts, style, say } = context;
  const { bots, language, colon } = texts;
  if (event !== null) say(style.bold(`${event.id} ${event.type}`));
  if (tried.length === 0) say(`  ${style.dim('–')} ${bots.nothingTried}`);
  const marks = { taken: style.green('✓'), refused: style.dim('–'), shadow: style.yellow('!') };
  for (const { triggerId, version, outcome, why } of tried) {
    const trigger = { name: names.get(triggerId) ?? triggerId, version };
    say(`  ${marks[outcome]} ${bots.would[outcome](trigger, why[language])}`);
  }
  const fact = (name: string, value: string): void => say(`    ${style.dim(`${name}${colon}`)}${value}`);
  if (turn === null || turn.sessionId === null) return;
  fact(bots.session, turn.sessionId);
}
