import { createHandler } from '../../../control/handlers/create-handler.ts';
import type { ControlParts } from '../../../control/parts.ts';
import { createTrigger } from '../../../control/triggers/create-trigger.ts';
import { publishTrigger } from '../../../control/triggers/publish-trigger.ts';
import { must } from '../../../model/errors.ts';
import type { Secret } from '../../../model/secret.ts';
import type { Caller } from '../../../model/service/caller.ts';
import type { JsonObject } from '../../../util/json.ts';
import { type AgentPath, type DemoAgent, startAgent } from './agent-server.ts';
import { withTables } from './demo-tables.ts';

interface BotOptions {
  readonly parts: ControlParts;
  readonly asked: Caller;
  readonly integrationId: string;
  /** Of the tables that it answers from. */
  readonly tables: Secret;
  /** Whether they are read: before, there are fewer rows than there should be. */
  readonly areRead: () => Promise<boolean>;
  readonly signal: AbortSignal;
}

/** Starts the agent, and lets the bot of the integration answer with it. `close()` is due. */
export async function openBot(options: BotOptions): Promise<DemoAgent> {
  const { parts, tables, areRead } = options;
  const agent = await startAgent({
    clock: parts.clock,
    withTables: async function* (work) {
      if (!(await areRead())) throw new Error('The tables are not read yet');
      yield* withTables(tables, work);
    },
  });
  try {
    await add(
      agent,
      { name: 'Echo', path: '/echo', messages: { commands: ['/echo'], groupStrategy: 'command' } },
      options,
    );
    await add(agent, { name: 'Asks the tables', path: '/ask', messages: {} }, options);
    return agent;
  } catch (thrown) {
    await agent.close();
    throw thrown;
  }
}

interface Bot {
  readonly name: string;
  readonly path: AgentPath;
  readonly messages: JsonObject;
}

async function add(
  agent: DemoAgent,
  { name, path, messages }: Bot,
  { parts, asked, integrationId, signal }: BotOptions,
): Promise<void> {
  const settings = { url: `${agent.url}${path}` };
  const { handler, signingKey } = await createHandler(parts, asked, { name, kind: 'http', settings, secrets: {} });
  agent.setKey(path, must(signingKey, 'The key of the handler'));
  const wanted = { handlerId: handler.id, messages, reply: { progressReaction: 'OnIt' } };
  const { id, version } = await createTrigger(parts, asked, { name, integrationId, isShadow: false, settings: wanted });
  await publishTrigger(parts, asked, { id, version }, signal);
}
