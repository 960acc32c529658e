import { listOf } from '../../model/message.ts';
import type { Caller } from '../../model/service/caller.ts';
import type { EventMode, Integration } from '../../model/service/integration.ts';
import type { ServiceTables } from '../../model/service/service-store.ts';
import { change } from '../change.ts';
import { atVersion, found, updated, wrongState } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';
import { activePipelines } from '../pipelines/open-runs.ts';
import { assertFine } from './change-integration.ts';

/**
 * Has events come another way. The way before stays open until the first event has come the new way: nobody knows when the person
 * switches in the developer console.
 * What the last test found was found of the way before.
 * @throws ConfigError `api.input.invalid`, `api.not.found`, `api.version.changed`; `api.state.wrong` as {@link assertNotFollowed}
 */
export async function changeMode(
  parts: ControlParts,
  caller: Caller,
  {
    id,
    version,
    mode,
    leavesFollowers = false,
  }: {
    readonly id: string;
    readonly version: number;
    readonly mode: EventMode;
    /** The caller sees to them: see {@link assertNotFollowed}. */
    readonly leavesFollowers?: boolean;
  },
): Promise<Integration> {
  return await change(
    parts,
    caller,
    { action: 'integration.mode', kind: 'integration', id, detail: { mode } },
    async (tables, tellBefore) => {
      const before = atVersion(found(await tables.integrations.find(id), 'integration', id), version);
      tellBefore({ mode: before.mode });
      const now = parts.clock.now();
      const untested = { test: undefined, testedAt: undefined };
      const after =
        mode === before.mode
          ? before
          : { ...before, ...untested, mode, modeSince: now, modeBefore: wayBefore(before, mode) };
      await assertFine(parts, tables, after);
      if (mode === 'none' && !leavesFollowers) await assertNotFollowed(tables, id);
      return updated(await tables.integrations.update(after, now), id);
    },
  );
}

/** That no live pipeline waits for events that come no more. @throws ConfigError `api.state.wrong`, which names those */
export async function assertNotFollowed(
  tables: Pick<ServiceTables, 'pipelines'>,
  integrationId: string,
): Promise<void> {
  const active = await Array.fromAsync(activePipelines(tables, { integrationId }));
  const names = active.filter(({ schedule }) => schedule.kind === 'live').map(({ name }) => name);
  if (names.length === 0) return;
  throw wrongState(
    {
      en: `Live pipelines follow the events of the integration: ${listOf(names, 'en')}`,
      zh: `以下实时管道正在跟随该集成的事件：${listOf(names, 'zh')}`,
    },
    { en: 'Pause them, or give them another schedule, first.', zh: '请先暂停它们，或更改其运行时间。' },
  );
}

/** Where there were no events, or are to be none, there is nothing to wait for. */
function wayBefore({ mode }: Integration, next: EventMode): EventMode | undefined {
  return mode === 'none' || next === 'none' ? undefined : mode;
}

/** The first event has come the new way: the one before is closed. Does nothing when it is closed, or the mode has changed again. */
export async function settleMode(
  parts: ControlParts,
  caller: Caller,
  { id, mode }: { readonly id: string; readonly mode: EventMode },
): Promise<void> {
  const isOpen = (one: Integration | undefined): one is Integration =>
    one?.mode === mode && one.modeBefore !== undefined;
  if (!isOpen(await parts.store.integrations.find(id))) return;
  await change(
    parts,
    caller,
    { action: 'integration.mode.settled', kind: 'integration', id, detail: { mode } },
    async (tables) => {
      await tables.integrations.lock(id);
      const before = await tables.integrations.find(id);
      if (!isOpen(before)) return;
      updated(await tables.integrations.update({ ...before, modeBefore: undefined }, parts.clock.now()), id);
    },
  );
}
