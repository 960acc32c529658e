import type { Client } from '../../client/client-types.ts';
import type { ApiSchemas } from '../../client/contract/schemas.ts';
import { ConfigError } from '../../model/errors.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { formatCount } from '../print/numbers.ts';
import { openPrompter } from '../prompt.ts';
import { findIntegration } from '../remote/find-thing.ts';
import { type RemoteFlags, withRemote } from '../remote/open-remote.ts';
import { sayFacts } from '../remote/say-facts.ts';
import { usageError } from '../usage-error.ts';

interface TenantRequest {
  readonly command: 'show' | 'forget';
  readonly tenant: string;
}

interface TenantFlags extends RemoteFlags {
  readonly integration?: string;
  readonly confirm?: string;
  readonly byHand?: readonly string[];
}

type Plan = ApiSchemas['ForgettingPlan'];
type Forgotten = ApiSchemas['ForgottenTenant'];

interface AskedTenant {
  readonly params: { readonly id: string; readonly tenantKey: string };
  readonly signal: AbortSignal;
}

/** `larkstream tenants`: what a service holds of a company that has installed an app of the store, and how it is forgotten. */
export async function tenants(request: TenantRequest, flags: TenantFlags, context: Context): Promise<number> {
  const { integration } = flags;
  if (integration === undefined) {
    throw usageError(
      { en: 'The option --integration is missing', zh: '缺少指明集成的选项 --integration' },
      'larkstream tenants',
    );
  }
  return await withRemote(flags, context, async (client, signal) => {
    const id = await findIntegration(client, signal, integration);
    const asked = { params: { id, tenantKey: request.tenant }, signal };
    const plan = await client.call('GET /integrations/{id}/tenants/{tenantKey}/forget', asked);
    if (request.command === 'show') {
      context.emit({ event: 'remote_tenant', tenant: { ...plan } });
      sayPlan(request.tenant, plan, context);
      return exitCodes.done;
    }
    return await forget(client, { asked, plan, flags }, context);
  });
}

async function forget(
  client: Client,
  { asked, plan, flags }: { readonly asked: AskedTenant; readonly plan: Plan; readonly flags: TenantFlags },
  context: Context,
): Promise<number> {
  const { tenantKey } = asked.params;
  const unknown = flags.byHand?.find((id) => !plan.destinations.some((one) => one.id === id));
  if (unknown !== undefined) {
    throw usageError(
      { en: `“${unknown}” is no destination of the tenant`, zh: `“${unknown}”不是该企业的目标` },
      'larkstream tenants',
    );
  }
  const confirm = flags.confirm ?? (await typedAgain(tenantKey, plan, context));
  if (confirm !== tenantKey) {
    throw usageError(
      { en: 'Nothing was changed: the key typed again is another one', zh: '未做任何改动：再次输入的企业标识不一致' },
      'larkstream tenants',
    );
  }
  const body = { confirm, byHand: [...(flags.byHand ?? [])] };
  const ask = (): Promise<Forgotten> =>
    client.call('POST /integrations/{id}/tenants/{tenantKey}/forget', { ...asked, body });
  let before = -1;
  let now = await ask();
  // A request works for a while; another one goes on as long as that brings it further.
  while (!now.isDone && sum(now.deleted) > before && sum(now.left) > 0) {
    before = sum(now.deleted);
    now = await ask();
  }
  context.emit({ event: 'remote_forgotten', forgotten: { ...now } });
  sayProof(tenantKey, now, context);
  return now.isDone ? exitCodes.done : exitCodes.incomplete;
}

/** It cannot be undone, so the key is typed again. @throws ConfigError `config.usage.invalid` where there is no terminal to ask */
async function typedAgain(tenantKey: string, plan: Plan, context: Context): Promise<string> {
  const { terminal, isJson, texts } = context;
  if (!terminal.isInteractive || isJson) {
    throw new ConfigError({
      code: 'config.usage.invalid',
      message: {
        en: `Nothing was changed, because there is no terminal to ask for the key of the tenant again`,
        zh: '未做任何改动，因为此处无法询问企业标识',
      },
      cure: { en: `Add --confirm ${tenantKey}.`, zh: `如确需执行，请加 --confirm ${tenantKey}。` },
    });
  }
  sayPlan(tenantKey, plan, context);
  const prompter = openPrompter();
  try {
    return await prompter.ask(texts.remote.tenants.question(tenantKey));
  } finally {
    prompter.close();
  }
}

const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((total, count) => total + count, 0);

function rowsOf(counts: Readonly<Record<string, number>>, { texts }: Context): string {
  const { comma, inBrackets } = texts.help;
  const parts = Object.entries(counts).map(([table, count]) => `${table} ${formatCount(count)}`);
  return `${formatCount(sum(counts))}${parts.length === 0 ? '' : inBrackets(parts.join(comma))}`;
}

function placesOf(destinations: Forgotten['destinations'], { texts }: Context): (readonly [string, string])[] {
  const { placeStates, others } = texts.remote.tenants;
  const { comma } = texts.help;
  return destinations.map(({ id, name, state, left }) => [
    `${name} (${id})`,
    [placeStates[state], ...(left.length === 0 ? [] : [others(left.join(comma))])].join(comma),
  ]);
}

function sayPlan(tenantKey: string, { rows, destinations, isInstalled, begunAt }: Plan, context: Context): void {
  const { tenants: words } = context.texts.remote;
  const standing = isInstalled ? words.installed : begunAt === null ? words.notBegun : words.begun(begunAt);
  const facts = [[words.standing, standing] as const, [words.rows, rowsOf(rows, context)] as const];
  sayFacts(tenantKey, [...facts, ...placesOf(destinations, context)], context);
}

function sayProof(tenantKey: string, { isDone, deleted, left, destinations }: Forgotten, context: Context): void {
  const { tenants: words } = context.texts.remote;
  const facts = [
    [words.standing, isDone ? words.done : words.notDone] as const,
    [words.deleted, rowsOf(deleted, context)] as const,
    [words.left, rowsOf(left, context)] as const,
  ];
  sayFacts(tenantKey, [...facts, ...placesOf(destinations, context)], context);
}
