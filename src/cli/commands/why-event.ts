import type { Client } from '../../client/client-types.ts';
import type { ApiSchemas } from '../../client/contract/schemas.ts';
import type { Message } from '../../model/message.ts';
import { triggerOfConsumer } from '../../model/triggers/trigger-consumer.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { namesOf } from '../remote/find-thing.ts';
import { stillFails } from '../remote/turn-words.ts';

type Tried = ApiSchemas['ExplainedDecision']['tried'][number];

interface Remote {
  readonly client: Client;
  readonly signal: AbortSignal;
}

/** `larkstream events why`: which trigger has taken an event, why the others have not, and what came of it. */
export async function whyEvent({ client, signal }: Remote, id: string, context: Context): Promise<number> {
  const { event, decisions } = await client.call('GET /events/{id}/trace', { params: { id }, signal });
  const { emit, say, texts, style, isJson, isQuiet } = context;
  emit({ event: 'remote_why', id: event.id, decisions: decisions.map((one) => ({ ...one })) });
  if (isJson || isQuiet) return exitCodes.done;
  const { bots } = texts;
  say(style.bold(`${event.id} ${event.type}`));
  const ids = decisions.map(({ integrationId }) => integrationId);
  const names = await namesOf('integration', client, signal, ids);
  for (const { integrationId, decidedAt, tried } of decisions) {
    say(bots.decidedAt(names.get(integrationId) ?? integrationId, decidedAt.slice(0, 19).replace('T', ' ')));
    if (tried.length === 0) say(`  ${style.dim('–')} ${bots.nothingTried}`);
    for (const one of tried) sayTried(one, context);
  }
  if (decisions.length > 0) return exitCodes.done;
  const waits = event.deliveries.some(
    ({ consumer, state }) => triggerOfConsumer(consumer) !== undefined && state !== 'done' && state !== 'skipped',
  );
  say(waits ? bots.undecided : bots.notDecided);
  return exitCodes.done;
}

function sayTried({ triggerId, triggerName, version, outcome, why, turns }: Tried, context: Context): void {
  const { texts, style, say } = context;
  const { bots, language, colon } = texts;
  const marks = { taken: style.green('✓'), refused: style.dim('–'), shadow: style.yellow('!') };
  const trigger = { name: triggerName ?? triggerId, version };
  say(`  ${marks[outcome]} ${bots.has[outcome](trigger, why[language])}`);
  if (outcome === 'taken' && turns.length === 0) say(`    ${bots.noTurnOfIt}`);
  const because = (error: Message | null): string => (error === null ? '' : `${colon}${error[language]}`);
  for (const turn of turns) {
    say(
      `    ${bots.turnBecame(turn.id, bots.turnStates[turn.state])}${because(stillFails(turn.state) ? turn.lastError : null)}`,
    );
    if (turn.state === 'dead') say(`      ${bots.replayIt(turn.id)}`);
    for (const { id, kind, state, lastError } of turn.replies) {
      const became = bots.replyBecame(bots.replyKinds[kind], bots.replyStates[state]);
      say(`      ${style.dim(id)} ${became}${because(lastError)}`);
    }
  }
}
