import type { Caller } from '../../model/service/caller.ts';
import type { DroppedPlace, TenantCounts, TenantPlace } from '../../model/service/tenant-data.ts';
import { change } from '../change.ts';
import { assertNoFaults } from '../field-faults.ts';
import { found, updated, wrongState } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';
import { openRuns } from '../pipelines/open-runs.ts';
import { destinationsOf, dropPlace, isOnePerTenant, pipelinesOf } from './tenant-places.ts';

/** Of one request; who asks again goes on. */
const longestMs = 20_000;

/** A destination that pipelines of the tenant write to. */
export interface TenantDestination<State> {
  readonly id: string;
  readonly name: string;
  readonly state: State;
}

/** What would be deleted; nothing is changed. */
export interface ForgettingPlan {
  readonly rows: TenantCounts;
  /** `shared`: its rows stay. */
  readonly destinations: readonly TenantDestination<'own' | 'shared'>[];
  readonly isInstalled: boolean;
}

/** What was deleted with this request, and what was found afterwards when everything was looked for again. */
export interface Forgotten {
  readonly isDone: boolean;
  readonly deleted: TenantCounts;
  readonly left: TenantCounts;
  readonly destinations: readonly TenantDestination<DroppedPlace>[];
}

/** @throws ConfigError `api.not.found`, `api.state.wrong` of an app that has one tenant */
export async function planForgetting(parts: ControlParts, place: TenantPlace): Promise<ForgettingPlan> {
  await assertStoreApp(parts, place);
  const pipelines = await pipelinesOf(parts.store, place);
  const destinations = await destinationsOf(parts.store, pipelines);
  return {
    rows: await parts.store.tenants.count(place),
    destinations: destinations.map((one) => ({
      id: one.id,
      name: one.name,
      state: isOnePerTenant(one) ? 'own' : 'shared',
    })),
    isInstalled: await isInstalled(parts, place),
  };
}

/** `confirm`: the key of the tenant, typed again. */
export type ForgetRequest = TenantPlace & { readonly confirm: string };

/**
 * Deletes all that the service has of a tenant, its tables or files at the destinations first: as long as its pipelines are known, so are these. What
 * was broken off or took too long is gone on with by asking again. The line in the audit stays, with numbers only.
 * @throws ConfigError `api.not.found`, `api.input.invalid`, `api.state.wrong` while the app is installed or a run is under way
 */
export async function forgetTenant(parts: ControlParts, caller: Caller, request: ForgetRequest): Promise<Forgotten> {
  const { integrationId, tenantKey, confirm } = request;
  const place = { integrationId, tenantKey };
  await assertStoreApp(parts, place);
  const notTheKey = { en: 'is not the key of the tenant in the path', zh: '与路径中的企业标识不一致' };
  assertNoFaults(confirm === tenantKey ? [] : [{ path: 'confirm', message: notTheKey }]);
  if (await isInstalled(parts, place)) throw stillInstalled();
  const pipelines = await pipelinesOf(parts.store, place);
  for (const { id } of pipelines) await rest(parts, caller, id);
  const destinations: TenantDestination<DroppedPlace>[] = [];
  for (const one of await destinationsOf(parts.store, pipelines)) {
    destinations.push({ id: one.id, name: one.name, state: await dropPlace(parts, one, tenantKey) });
  }
  const deleted = await deleteRows(parts, place);
  const left = await parts.store.tenants.count(place);
  const isDone = Object.keys(left).length === 0;
  const result = { isDone, deleted, left, destinations };
  const told = { tenantKey, ...result, destinations: destinations.map((one) => ({ ...one })) };
  const note = { action: 'tenant.forget', kind: 'integration', id: integrationId, detail: told } as const;
  return await change(parts, caller, note, async () => result);
}

async function deleteRows({ store, clock }: ControlParts, place: TenantPlace): Promise<TenantCounts> {
  const deleted: Record<string, number> = {};
  const until = clock.elapsed() + longestMs;
  let step = await store.tenants.deleteSome(place);
  while (step !== undefined) {
    deleted[step.table] = (deleted[step.table] ?? 0) + step.count;
    if (clock.elapsed() >= until) break;
    step = await store.tenants.deleteSome(place, step.table);
  }
  return deleted;
}

/** A pipeline without a run begins none meanwhile. */
async function rest(parts: ControlParts, caller: Caller, id: string): Promise<void> {
  const known = await parts.store.pipelines.find(id);
  const [open] = await openRuns(parts.store.runs, id);
  if (known !== undefined && open !== undefined) throw underWay(known.name);
  if (known?.state !== 'active') return;
  await change(parts, caller, { action: 'pipeline.pause', kind: 'pipeline', id }, async (tables) => {
    await tables.pipelines.lock(id);
    const pipeline = found(await tables.pipelines.find(id), 'pipeline', id);
    const [begun] = await openRuns(tables.runs, id);
    if (begun !== undefined) throw underWay(pipeline.name);
    const paused = { state: 'paused', pausedBy: caller.name, pausedWhy: undefined, dueAt: undefined } as const;
    updated(await tables.pipelines.update({ ...pipeline, ...paused }, parts.clock.now()), id);
  });
}

async function assertStoreApp({ store }: ControlParts, { integrationId }: TenantPlace): Promise<void> {
  const { kind } = found(await store.integrations.find(integrationId), 'integration', integrationId);
  if (kind === 'store_app') return;
  throw wrongState(
    { en: 'The app has one tenant, its own', zh: '企业自建应用只有一个企业' },
    {
      en: 'Delete its pipelines and triggers, then the integration.',
      zh: '请删除其管道和触发器，然后删除该集成。',
    },
  );
}

async function isInstalled({ store }: ControlParts, { integrationId, tenantKey }: TenantPlace): Promise<boolean> {
  const installation = await store.installations.findByTenant(integrationId, tenantKey);
  return installation !== undefined && installation.state !== 'uninstalled';
}

const stillInstalled = (): Error =>
  wrongState(
    {
      en: 'The tenant has the app installed: what comes of it would be kept again',
      zh: '该企业仍安装着此应用：之后到来的数据会再次保存',
    },
    {
      en: 'Have the tenant remove the app first, and wait until the installation is shown as uninstalled.',
      zh: '请先由该企业卸载应用，并等待其安装状态显示为已卸载。',
    },
  );

const underWay = (name: string): Error =>
  wrongState(
    { en: `A run of the pipeline “${name}” is under way`, zh: `管道“${name}”有运行正在进行` },
    { en: 'Pause the pipeline, and wait until the run has ended.', zh: '请暂停该管道，并等待运行结束。' },
  );
