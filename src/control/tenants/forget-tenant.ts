import type { Caller } from '../../model/service/caller.ts';
import type { Pipeline } from '../../model/service/pipeline.ts';
import type { Forgetting, ForgottenPlace, TenantCounts, TenantPlace } from '../../model/service/tenant-data.ts';
import { change } from '../change.ts';
import { assertNoFaults } from '../field-faults.ts';
import { found, updated, wrongState } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';
import { cancelOpenRuns, openRuns } from '../pipelines/open-runs.ts';
import { dropPlace, isDonePlace, placesOf } from './tenant-places.ts';

/** Of one request; who asks again goes on. */
const longestMs = 20_000;

/** What would be deleted, or is still to be; nothing is changed. */
export interface ForgettingPlan {
  readonly rows: TenantCounts;
  readonly destinations: readonly ForgottenPlace[];
  readonly isInstalled: boolean;
  /** When it was begun; undefined before. */
  readonly begunAt: number | undefined;
}

/** What has been deleted since it was begun, and what was found when everything was looked for again. */
export interface Forgotten {
  readonly isDone: boolean;
  readonly deleted: TenantCounts;
  readonly left: TenantCounts;
  readonly destinations: readonly ForgottenPlace[];
}

/** @throws ConfigError `api.not.found`, `api.state.wrong` of an app that has one tenant */
export async function planForgetting(parts: ControlParts, place: TenantPlace): Promise<ForgettingPlan> {
  await assertStoreApp(parts, place);
  const { tenants } = parts.store;
  const begun = await tenants.find(place);
  return {
    rows: await tenants.count(place),
    destinations: begun?.destinations ?? (await placesOf(parts, place)),
    isInstalled: await tenants.isInstalled(place),
    begunAt: begun?.begunAt,
  };
}

/** `confirm`: the key of the tenant, typed again. `byHand`: ids of destinations where a person has deleted its rows. */
export type ForgetRequest = TenantPlace & { readonly confirm: string; readonly byHand: readonly string[] };

/**
 * Deletes all that the service has of a tenant: its pipelines rest, then its tables or files at the destinations go, then its rows here. From the beginning
 * on nothing of it begins; what was broken off or took too long is gone on with by asking again, and ends with the same numbers. The audit keeps these.
 * @throws ConfigError `api.not.found`, `api.input.invalid`, `api.state.wrong` while the app is installed or a run is under way
 */
export async function forgetTenant(parts: ControlParts, caller: Caller, request: ForgetRequest): Promise<Forgotten> {
  const { integrationId, tenantKey, confirm } = request;
  const place = { integrationId, tenantKey };
  await assertStoreApp(parts, place);
  const notTheKey = { en: 'is not the key of the tenant in the path', zh: '与路径中的企业标识不一致' };
  assertNoFaults(confirm === tenantKey ? [] : [{ path: 'confirm', message: notTheKey }]);
  await begin(parts, caller, place);
  for (const id of await parts.store.tenants.pipelineIds(place)) await rest(parts, caller, id);
  await assertNoRuns(parts, place);
  const destinations = await dropPlaces(parts, place, request.byHand);
  await deleteRows(parts, place);
  return await conclude(parts, caller, { place, destinations });
}

async function begin(parts: ControlParts, caller: Caller, place: TenantPlace): Promise<void> {
  if (await parts.store.tenants.isInstalled(place)) throw stillInstalled();
  if ((await parts.store.tenants.find(place)) !== undefined) return;
  const note = { action: 'tenant.begin-forgetting', kind: 'integration', id: place.integrationId } as const;
  await change(parts, caller, { ...note, detail: { tenantKey: place.tenantKey } }, async ({ tenants }) => {
    await tenants.begin(place, { name: caller.name, at: parts.clock.now() });
    // It may have come back until then.
    if (await tenants.isInstalled(place)) throw stillInstalled();
  });
}

/** Begins no run any more; the one that is under way is asked to end. */
async function rest(parts: ControlParts, caller: Caller, id: string): Promise<void> {
  const { pipelines, runs } = parts.store;
  const known = await pipelines.find(id);
  if (known?.state !== 'active' && (await openRuns(runs, id)).length === 0) return;
  await change(parts, caller, { action: 'pipeline.pause', kind: 'pipeline', id }, async (tables) => {
    const now = parts.clock.now();
    await cancelOpenRuns(tables, id, now);
    const pipeline = await tables.pipelines.find(id);
    if (pipeline?.state !== 'active') return;
    const paused = { state: 'paused', pausedBy: caller.name, pausedWhy: undefined, dueAt: undefined } as const;
    updated(await tables.pipelines.update({ ...pipeline, ...paused }, now), id);
  });
}

async function assertNoRuns({ store }: ControlParts, place: TenantPlace): Promise<void> {
  for (const id of await store.tenants.pipelineIds(place)) {
    const pipeline = await store.pipelines.find(id);
    const [run] = await openRuns(store.runs, id);
    if (pipeline !== undefined && run !== undefined) throw underWay(pipeline);
  }
}

async function dropPlaces(
  parts: ControlParts,
  place: TenantPlace,
  byHand: readonly string[],
): Promise<readonly ForgottenPlace[]> {
  const { tenants } = parts.store;
  let places = (await tenants.find(place))?.destinations;
  if (places === undefined) {
    places = await placesOf(parts, place);
    await tenants.setDestinations(place, places);
  }
  assertKnown(byHand, places);
  const set = async (one: ForgottenPlace): Promise<void> => {
    places = (places ?? []).map((before) => (before.id === one.id ? one : before));
    await tenants.setDestinations(place, places);
  };
  for (const known of places) {
    if (isDonePlace(known)) continue;
    const isByHand = byHand.includes(known.id);
    if (isByHand) await set({ ...known, state: 'by_hand', left: [] });
    if (isByHand || known.state === 'shared') continue;
    const dropping = { ...known, state: 'dropping' } as const;
    const isGone = places.some(({ state, file }) => state === 'dropped' && file !== undefined && file === known.file);
    const found = async (): Promise<void> => await set(dropping);
    await set(await dropPlace(parts, { known, isGone, tenantKey: place.tenantKey, found }));
  }
  return places;
}

function assertKnown(byHand: readonly string[], places: readonly ForgottenPlace[]): void {
  const unknown = byHand.find((id) => !places.some((one) => one.id === id));
  const message = {
    en: `names “${unknown}”, which is no destination of the tenant`,
    zh: `所列的“${unknown}”不是该企业的目标`,
  };
  assertNoFaults(unknown === undefined ? [] : [{ path: 'byHand', message }]);
}

async function deleteRows({ store, clock }: ControlParts, place: TenantPlace): Promise<void> {
  const until = clock.elapsed() + longestMs;
  let step = await store.tenants.deleteSome(place);
  while (step !== undefined && clock.elapsed() < until) step = await store.tenants.deleteSome(place, step.table);
}

interface Concluded {
  readonly place: TenantPlace;
  readonly destinations: readonly ForgottenPlace[];
}

/** Looks for everything again. The last step, which ends it, is the line of the audit. */
async function conclude(parts: ControlParts, caller: Caller, { place, destinations }: Concluded): Promise<Forgotten> {
  const resultOf = (begun: Forgetting | undefined, left: TenantCounts): Forgotten => ({
    isDone: Object.keys(left).length === 0 && destinations.every(isDonePlace),
    deleted: begun?.deleted ?? {},
    left,
    destinations,
  });
  const { tenants } = parts.store;
  const now = resultOf(await tenants.find(place), await tenants.count(place));
  if (!now.isDone) return now;
  const { integrationId: id, tenantKey } = place;
  const note = { action: 'tenant.forget', kind: 'integration', id } as const;
  return await change(parts, caller, { ...note, detail: (it: Forgotten) => told(tenantKey, it) }, async (tables) => {
    const result = resultOf(await tables.tenants.find(place), await tables.tenants.count(place));
    if (result.isDone) await tables.tenants.end(place);
    return result;
  });
}

function told(tenantKey: string, { isDone, deleted, left, destinations }: Forgotten) {
  const places = destinations.map(({ id, name, state, left: others }) => ({ id, name, state, left: [...others] }));
  return { tenantKey, isDone, deleted: { ...deleted }, left: { ...left }, destinations: places };
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

const underWay = ({ name }: Pick<Pipeline, 'name'>): Error =>
  wrongState(
    {
      en: `A run of the pipeline “${name}” is under way, and was asked to end`,
      zh: `管道“${name}”有运行正在进行，已要求其结束`,
    },
    { en: 'Ask again in a minute. Nothing was deleted yet.', zh: '请在一分钟后重试。尚未删除任何内容。' },
  );
