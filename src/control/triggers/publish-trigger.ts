import { isDeepStrictEqual } from 'node:util';
import { ConfigError } from '../../model/errors.ts';
import type { Caller } from '../../model/service/caller.ts';
import type { CheckLine, CheckReport } from '../../model/service/check-report.ts';
import type { ServiceTables } from '../../model/service/service-store.ts';
import type { Trigger, TriggerVersion } from '../../model/triggers/conversation.ts';
import { triggerFilter } from '../../model/triggers/trigger-consumer.ts';
import { change } from '../change.ts';
import { atVersion, found, updated, wrongState } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';
import { reportOn } from './check-trigger.ts';
import { publishFaults } from './publish-faults.ts';
import { assertSettings } from './read-settings.ts';

/** A trigger that was published, as which version, and what was found before; it may have warnings. */
export interface Published {
  readonly trigger: Trigger;
  readonly published: TriggerVersion;
  readonly report: CheckReport;
}

/**
 * Makes a version of the draft, and has the events of the app delivered to it from now on. One that is paused stays so.
 * @throws ConfigError `api.check.failed` with the report, `api.input.invalid`, `api.not.found`, `api.state.wrong`, `api.version.changed`
 */
export async function publishTrigger(
  parts: ControlParts,
  caller: Caller,
  { id, version }: { readonly id: string; readonly version: number },
  signal: AbortSignal,
): Promise<Published> {
  const wanted = atVersion(found(await parts.store.triggers.find(id), 'trigger', id), version);
  const report = await reportOn(parts, wanted, signal);
  if (!report.isOk) throw refused(report);
  return { ...(await publishUnasked(parts, caller, { id, version })), report };
}

/**
 * The same without a look at what the platform says, for whoever has looked, or says that it is to be so.
 * @throws ConfigError `api.input.invalid`, `api.not.found`, `api.state.wrong`, `api.version.changed`
 */
export async function publishUnasked(
  parts: ControlParts,
  caller: Caller,
  { id, version }: { readonly id: string; readonly version: number },
): Promise<Omit<Published, 'report'>> {
  const note = {
    action: 'trigger.publish',
    kind: 'trigger',
    id,
    detail: (done: Pick<Published, 'published'>) => ({ number: done.published.number }),
  } as const;
  return await change(parts, caller, note, async (tables) => {
    const before = atVersion(found(await tables.triggers.find(id), 'trigger', id), version);
    assertSettings(publishFaults(before.draft));
    const made = await publish(parts, caller, tables, before);
    // Last: what fails here undoes the rest, and a consumer without a version takes nothing.
    const { appId } = found(await tables.integrations.find(before.integrationId), 'integration', before.integrationId);
    await parts.resources.triggerEvents.follow(id, triggerFilter(appId, before.draft));
    return made;
  });
}

async function publish(
  { clock }: Pick<ControlParts, 'clock'>,
  caller: Caller,
  { triggers, triggerVersions }: ServiceTables,
  before: Trigger,
): Promise<Pick<Published, 'trigger' | 'published'>> {
  const { id, publishedVersion, draft } = before;
  const current = publishedVersion === undefined ? undefined : await triggerVersions.find(id, publishedVersion);
  if (current !== undefined && isDeepStrictEqual(current.settings, draft)) {
    throw wrongState({
      en: `The draft of “${before.name}” is what version ${current.number} says`,
      zh: `“${before.name}”的草稿与版本 ${current.number} 相同`,
    });
  }
  const now = clock.now();
  const version = { triggerId: id, settings: draft, publishedAt: now, publishedBy: caller.name };
  const published = await triggerVersions.add(version);
  const state = before.state === 'paused' ? 'paused' : 'published';
  const after = { ...before, state, publishedVersion: published.number } as const;
  return { trigger: updated(await triggers.update(after, now), id), published };
}

function refused({ lines }: CheckReport): ConfigError {
  const failed = lines.filter(({ outcome }) => outcome === 'failed');
  const told = (language: 'en' | 'zh', between: string): string =>
    failed.map(({ message }) => message[language]).join(between);
  return new ConfigError({
    code: 'api.check.failed',
    message: { en: `It is not published: ${told('en', '; ')}`, zh: `未能发布：${told('zh', '；')}` },
    details: { lines: lines.map(lineDetail) },
  });
}

function lineDetail({ name, title, outcome, message, cure, url }: CheckLine) {
  return {
    name,
    outcome,
    title: { ...title },
    message: { ...message },
    ...(cure === undefined ? {} : { cure: { ...cure } }),
    ...(url === undefined ? {} : { url }),
  };
}
