import { isObject, type JsonObject, readNumber, readText, readTexts, tryParseJson } from '../util/json.ts';
import { ActivityGenerator } from './activity-generator.ts';
import type { ByTenant } from './by-tenant.ts';
import { type EventActionsOptions, eventActions } from './events/event-actions.ts';
import type { Apps } from './gateway/apps.ts';
import type { CallStats } from './gateway/call-stats.ts';
import { type FaultPlan, type FaultRule, faultKinds } from './gateway/fault-plan.ts';
import type { ControlApi } from './gateway/http-server.ts';
import { jsonReply, notFoundReply } from './gateway/reply.ts';
import type { IdentityProvider } from './identity/identity-provider.ts';
import { imActions } from './im/im-actions.ts';
import type { ChatPeople } from './im/people.ts';
import { ScriptError } from './im/script/script-error.ts';
import { mutate } from './mutate.ts';
import { SandboxUseError } from './sandbox-use-error.ts';
import type { Tenant } from './tenant.ts';

/** A script may be sent as it is. */
const scriptPath = '/sandbox/im/script';

/** What the control API reads and changes. `now` is the clock of the sandbox in milliseconds; it dates what people do. */
interface ControlApiOptions extends EventActionsOptions {
  readonly seed: number;
  readonly now: () => number;
  readonly tenants: ByTenant<Tenant>;
  readonly stats: CallStats;
  readonly faults: FaultPlan;
  readonly apps: Apps;
  readonly identity: IdentityProvider;
  readonly people: ByTenant<ChatPeople>;
}

/**
 * Steers a sandbox that runs in another process: `GET /sandbox/stats`, `/sandbox/messages` (what bots have said, and in which chat), `POST /sandbox/reset-stats`, `/sandbox/mutate`
 * (`{kind, …}`) and `/sandbox/faults` (`{rules: […]}` replaces the plan), `/sandbox/activity` (`{per_second}`: people keep changing things; 0
 * ends it), `/sandbox/sign-in` (`{open_id}`: who is signed in to the browser), `/sandbox/bot` (`{status}`), `/sandbox/scopes` (`{scopes: […]}` are granted).
 */
export function createControlApi(options: ControlApiOptions): ControlApi {
  const { tenants, tenantKey, stats, faults } = options;
  let activity: ActivityGenerator | undefined;
  const tenantOf = (body: JsonObject): Tenant => {
    const tenant = tenants.get(readText(body, 'tenant_key') ?? tenantKey);
    if (tenant === undefined) throw new SandboxUseError(`There is no tenant ${readText(body, 'tenant_key')}`);
    return tenant;
  };
  const peopleOf = (body: JsonObject): ChatPeople => {
    const people = options.people.get(readText(body, 'tenant_key') ?? tenantKey);
    if (people === undefined) throw new SandboxUseError(`There is no tenant ${readText(body, 'tenant_key')}`);
    return people;
  };
  const actions: Readonly<Record<string, (body: JsonObject) => unknown>> = {
    'GET /sandbox/stats': () => stats.snapshot(),
    'GET /sandbox/messages': () => {
      const { chatId, messages } = tenantOf({}).chats;
      return { chat_id: chatId, messages };
    },
    'POST /sandbox/reset-stats': () => stats.reset(),
    'POST /sandbox/mutate': (body) => ({ result: mutate(tenantOf(body), body) }),
    'POST /sandbox/faults': (body) => {
      const rules = Array.isArray(body.rules) ? body.rules.map(readRule) : [];
      faults.clear();
      for (const rule of rules) faults.add(rule);
    },
    ...eventActions(options),
    ...imActions(peopleOf),
    'POST /sandbox/sign-in': (body) => {
      options.identity.signedIn = readText(body, 'open_id') ?? undefined;
    },
    'POST /sandbox/bot': (body) => {
      options.apps.require(readText(body, 'app_id') ?? options.appId).botStatus = readNumber(body, 'status');
    },
    'POST /sandbox/scopes': (body) => {
      options.apps.grant(readText(body, 'app_id') ?? options.appId, readTexts(body, 'scopes'));
    },
    'POST /sandbox/activity': (body) => {
      activity?.stop();
      const perSecond = readNumber(body, 'per_second') ?? 0;
      activity =
        perSecond > 0
          ? new ActivityGenerator(tenantOf(body), { seed: options.seed, perSecond, now: options.now })
          : activity;
      return { done: activity?.done ?? 0 };
    },
  };
  return async (method, path, bodyText, query) => {
    const action = actions[`${method} ${path}`];
    if (action === undefined) return notFoundReply;
    const isScript = path === scriptPath && !bodyText.trimStart().startsWith('{');
    const body = isScript ? { script: bodyText } : bodyText === '' ? {} : tryParseJson(bodyText);
    try {
      if (!isObject(body)) throw new SandboxUseError('The body must be a JSON object');
      return jsonReply(200, JSON.stringify((await action({ ...Object.fromEntries(query), ...body })) ?? {}));
    } catch (reason) {
      if (!(reason instanceof SandboxUseError)) throw reason;
      const faults = reason instanceof ScriptError ? { faults: reason.faults, chats: reason.chats } : {};
      return jsonReply(400, JSON.stringify({ error: reason.message, ...faults }));
    }
  };
}

function readRule(value: unknown): FaultRule {
  const kind = isObject(value) ? faultKinds.find((known) => known === value.kind) : undefined;
  if (!isObject(value) || kind === undefined || typeof value.path !== 'string') {
    throw new SandboxUseError(`A fault rule needs a path and a kind out of ${faultKinds.join(', ')}`);
  }
  const numbers = ['after', 'every', 'times', 'probability', 'code', 'delayMs'] as const;
  const given = numbers.flatMap((key) => (typeof value[key] === 'number' ? [[key, value[key]] as const] : []));
  const message = typeof value.message === 'string' ? { message: value.message } : {};
  return { path: value.path, kind, ...Object.fromEntries(given), ...message };
}
