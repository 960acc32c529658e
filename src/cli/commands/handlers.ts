import type { Client } from '../../client/client-types.ts';
import type { ApiSchemas } from '../../client/contract/schemas.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import type { HandlerFlags, HandlerRequest } from '../handler-request.ts';
import { findHandler } from '../remote/find-thing.ts';
import { withRemote } from '../remote/open-remote.ts';
import { shortTime } from '../remote/remote-words.ts';
import { sayCommand } from '../remote/say-command.ts';
import { sayFacts, saySettings } from '../remote/say-facts.ts';
import { sayListed } from '../remote/say-listed.ts';
import { sayReport } from '../remote/say-report.ts';
import type { BotTexts } from '../texts/bot-texts.ts';

type Handler = ApiSchemas['Handler'];

/** `larkstream handlers`: those of a service. A test that fails exits with 1. */
export async function handlers(request: HandlerRequest, flags: HandlerFlags, context: Context): Promise<number> {
  return await withRemote(flags, context, async (client, signal) => {
    const { command, handler } = request;
    if (command === 'list') return await list(client, signal, flags, context);
    if (command === 'create') {
      const { createHandler } = await import('./change-handlers.ts');
      return await createHandler(client, { name: handler, signal, flags }, context);
    }
    const asked = { params: { id: await findHandler(client, signal, handler) }, signal };
    if (command === 'enable' || command === 'disable') {
      const changed = await client.call(`POST /handlers/{id}/${command}`, asked);
      const { handlerEnabled, handlerDisabled } = context.texts.bots;
      context.emit({ event: 'remote_handler', handler: { ...changed } });
      context.say((command === 'enable' ? handlerEnabled : handlerDisabled)(changed.name));
      return exitCodes.done;
    }
    if (command === 'update' || command === 'rotate-key' || command === 'delete') {
      const { updateHandler, rotateKey, deleteHandler } = await import('./change-handlers.ts');
      const change = { update: updateHandler, 'rotate-key': rotateKey, delete: deleteHandler }[command];
      return await change(client, asked, flags, context);
    }
    if (command === 'show') return show(await client.call('GET /handlers/{id}', asked), context);
    const report = await client.call('POST /handlers/{id}/test', asked);
    context.emit({ event: 'remote_report', report: { ...report } });
    sayReport(report, context);
    return report.isOk ? exitCodes.done : exitCodes.failed;
  });
}

const howToMake = ['handlers', 'create', 'NAME', '--url', 'URL', '--key-file', 'FILE'] as const;

/** What a test has found says nothing of what came later. */
function stateOf({ disabledAt, trouble }: Handler, texts: BotTexts): string {
  if (disabledAt !== null) return texts.disabled;
  if (trouble === null) return texts.enabled;
  const { turns, oldestAt, pausedUntil } = trouble;
  return pausedUntil === null ? texts.failing(turns, shortTime(oldestAt)) : texts.leftInPeace(shortTime(pausedUntil));
}

function testOf({ test, testedAt }: Handler, { passed, notPassed }: BotTexts): string {
  return test === null ? '–' : `${test.isOk ? passed : notPassed} (${shortTime(testedAt)})`;
}

async function list(client: Client, signal: AbortSignal, flags: HandlerFlags, context: Context): Promise<number> {
  const { limit, kind } = flags;
  const query = { limit, ...(kind && { kind }) };
  const { items, total, totalIsAtLeast } = await client.call('GET /handlers', { query, signal });
  for (const handler of items) context.emit({ event: 'remote_handler', handler: { ...handler } });
  const { remote, bots } = context.texts;
  const columns = [
    { title: remote.name },
    { title: remote.kind },
    { title: remote.state },
    { title: `${bots.lastTest} (UTC)`, drop: 1 },
    { title: 'ID', keep: true },
  ];
  const rows = items.map((one) => [
    one.name,
    bots.handlerKinds[one.kind],
    stateOf(one, bots),
    testOf(one, bots),
    one.id,
  ]);
  const listed = { things: 'handlers', shown: items.length, total, totalIsAtLeast } as const;
  const isAll = kind === undefined;
  sayListed({ ...listed, columns, rows, none: isAll ? bots.noHandlersYet : bots.noHandlers }, context);
  if (isAll && items.length === 0) sayCommand(bots.makeOne, howToMake, context);
  return exitCodes.done;
}

function show(handler: Handler, context: Context): number {
  context.emit({ event: 'remote_handler', handler: { ...handler } });
  const { remote, bots, language } = context.texts;
  sayFacts(
    handler.name,
    [
      ['ID', handler.id],
      [remote.kind, bots.handlerKinds[handler.kind]],
      [remote.state, stateOf(handler, bots)],
      [remote.why, handler.disabledWhy?.[language]],
      [`${bots.lastTest} (UTC)`, testOf(handler, bots)],
    ],
    context,
  );
  saySettings(bots.settings, handler.settings, context);
  return exitCodes.done;
}
