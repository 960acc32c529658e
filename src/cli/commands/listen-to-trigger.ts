import { existsSync } from 'node:fs';
import type { Client } from '../../client/client-types.ts';
import { workOnTurns } from '../../client/work-on-turns.ts';
import { systemClock } from '../../model/clock.ts';
import { toLarkstreamError } from '../../model/errors.ts';
import type { Secret } from '../../model/secret.ts';
import { type OpenedForward, openForward } from '../../operations/open-forward.ts';
import { isObject, type JsonObject, parseJson, readObject, readText } from '../../util/json.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { readKey, writeKey } from '../remote/signing-key.ts';
import type { TriggerFlags } from '../trigger-request.ts';
import { usageError } from '../usage-error.ts';

interface Asked {
  readonly id: string;
  readonly signal: AbortSignal;
  readonly flags: TriggerFlags;
}

/** `larkstream triggers listen`: hands what a trigger takes to a program of the developer, and its answers back, until it is stopped. */
export async function listenToTrigger(client: Client, { id, signal, flags }: Asked, context: Context): Promise<number> {
  const { forward: url = '', all = false, from } = flags;
  assertFlags(flags);
  const { name } = await client.call('GET /triggers/{id}', { params: { id }, signal });
  const forward = openForward(url, readKey(flags.keyFile), process.env);
  keepKey(flags.keyFile, forward.key);
  const { texts, say, sayWhole, emit } = context;
  say(texts.bots.listenKey);
  sayWhole(forward.key.reveal());
  if (all) say(texts.bots.listenAll);
  else if (from === undefined) say(texts.bots.listenTests);
  const people = from === undefined ? [] : from.split(',');
  await workOnTurns(client, {
    to: { triggerId: id, from: people, all },
    work: (turn, until) => worked(toJson(turn), forward, until, context),
    onListening: () => {
      emit({ event: 'listening', trigger: id });
      say(texts.bots.listening(name, url));
    },
    onLost: () => say(texts.bots.listenLost),
    clock: systemClock,
    signal,
  });
  return exitCodes.stopped;
}

/** @throws ConfigError `config.usage.invalid` */
function assertFlags({ forward, all, from }: TriggerFlags): void {
  const command = 'larkstream triggers';
  if (forward === undefined)
    throw usageError(
      {
        en: '`triggers listen` needs --forward with a URL, such as http://localhost:3000/lark',
        zh: '`triggers listen` 需要 --forward，其值为 URL，例如 http://localhost:3000/lark',
      },
      command,
    );
  if (all === true && from !== undefined)
    throw usageError({ en: '--all and --from exclude each other', zh: '--all 与 --from 不能同时使用' }, command);
}

/** One line a turn, when it is over. */
async function* worked(
  turn: JsonObject,
  { forward }: OpenedForward,
  until: AbortSignal,
  context: Context,
): AsyncGenerator<JsonObject, void, void> {
  const began = systemClock.elapsed();
  const at = new Date().toISOString();
  let status: number | undefined;
  let error: string | undefined;
  try {
    for await (const event of forward(turn, until, (code) => {
      status = code;
    }))
      yield toJson(event);
  } catch (thrown) {
    const { message, texts } = toLarkstreamError(thrown);
    error = context.isJson ? message : texts.message[context.texts.language];
    throw thrown;
  } finally {
    const ms = Math.round(systemClock.elapsed() - began);
    const type = readText(readObject(turn, 'event'), 'type') ?? readText(turn, 'kind') ?? '';
    const code = until.aborted ? undefined : status;
    context.emit({
      ...{ event: 'forwarded_turn', at, turn: readText(turn, 'id') ?? '', type, ms },
      ...{ status: code ?? null, error: error ?? null },
    });
    const { style, texts } = context;
    const shown =
      code === undefined ? style.yellow('–') : code < 300 ? style.green(String(code)) : style.red(String(code));
    const why = until.aborted ? ` ${texts.bots.notWaited}` : error === undefined ? '' : ` ${error}`;
    context.say(`${style.dim(at.slice(11, 19))} ${type} ${shown} ${ms} ms${why}`);
  }
}

function toJson(value: object): JsonObject {
  const copy = parseJson(JSON.stringify(value));
  return isObject(copy) ? copy : {};
}

function keepKey(file: string | undefined, key: Secret): void {
  if (file !== undefined && !existsSync(file)) writeKey(file, key);
}
