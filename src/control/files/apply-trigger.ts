import { isDeepStrictEqual } from 'node:util';
import type { TriggerDocument } from '../../config/bot-documents.ts';
import { thingKey } from '../../config/thing-documents.ts';
import { writeTrigger } from '../../config/triggers/read-trigger.ts';
import type { Trigger } from '../../model/triggers/conversation.ts';
import type { TriggerSettings } from '../../model/triggers/trigger-settings.ts';
import type { JsonObject } from '../../util/json.ts';
import { sameText } from '../../util/same-text.ts';
import { assertNoFaults, type FieldFault } from '../field-faults.ts';
import { changeTrigger, shadowTrigger } from '../triggers/change-trigger.ts';
import { createTrigger } from '../triggers/create-trigger.ts';
import { pauseTrigger, resumeTrigger } from '../triggers/pause-trigger.ts';
import { publishUnasked } from '../triggers/publish-trigger.ts';
import { readSettings } from '../triggers/read-settings.ts';
import { type ApplyOne, type ApplyParts, absentFault } from './apply-parts.ts';
import { type PresentTrigger, triggerDocument } from './bot-documents.ts';
import { planThing } from './plan-things.ts';

/**
 * Makes a trigger as its file says, but for its place, which comes when all are there. A new one stays a draft unless the file says otherwise.
 * Whether the app may do what it is to do is not asked: its settings are checked as whenever one publishes.
 * @throws ConfigError as the use cases do
 */
export const applyTrigger: ApplyOne<TriggerDocument> = async (at, given) => {
  const { present, places } = at;
  const key = thingKey(given);
  const wanted = { ...plain(given), position: places.get(key) };
  const before = present.triggers.find((one) => thingKey({ ...one, kind: 'trigger' }) === key);
  const plan = planThing(wanted, before && triggerDocument(before, present));
  const content = contentOf(at, wanted, before);
  if (content === undefined) return undefined;
  const made = before ?? (await make(at, wanted, content));
  at.ids.set(key, made.id);
  await bringTo(at, made, { ...wanted, ...content, published: before?.published });
  return plan;
};

/** With all of its settings, by our names; nothing is being edited where that is what is published. @throws ConfigError `api.input.invalid` */
function plain(given: TriggerDocument): TriggerDocument {
  const { draft, ...others } = given;
  const settings = plainSettings(given.settings, '');
  const edited = draft && { ...draft, settings: plainSettings(draft.settings, 'draft.') };
  const isSame = edited === undefined || sameText(edited) === sameText({ handler: given.handler, settings });
  return { ...others, settings, ...(isSame ? {} : { draft: edited }) };
}

function plainSettings(given: JsonObject, at: string): JsonObject {
  const message = { en: 'must be named instead: `handler`', zh: '请改用 `handler` 填写名称' };
  assertNoFaults(given.handlerId === undefined ? [] : [{ path: `${at}settings.handlerId`, message }]);
  const { handlerId: _, ...settings } = writeTrigger(readSettings(given).settings);
  return settings;
}

interface Content {
  readonly integrationId: string;
  /** What is published, or is to be; of a draft, what it says. */
  readonly main: TriggerSettings;
  /** What is being edited. */
  readonly draft: TriggerSettings;
}

/** Undefined where something that it names is not there because its file is wrong. @throws ConfigError `api.input.invalid` */
function contentOf(at: ApplyParts, wanted: TriggerDocument, before: PresentTrigger | undefined): Content | undefined {
  const { integration, handler, settings, draft } = wanted;
  const state = wanted.state ?? before?.state ?? 'draft';
  const integrationId = at.ids.get(`integration/${integration}`);
  const isPending = integrationId === undefined && at.isPending('integration', integration);
  const absent = integrationId === undefined && !isPending ? [absentFault(at, 'integration', integration)] : [];
  const edited = draft ?? { handler, settings };
  const [first, second] = [handlerOf(at, handler, 'handler'), handlerOf(at, edited.handler, 'draft.handler')];
  const named = draft === undefined ? [...first.faults] : [...first.faults, ...second.faults];
  assertNoFaults([...absent, ...named, ...stateFaults(wanted, state, before)]);
  if (integrationId === undefined || first.id === undefined || second.id === undefined) return undefined;
  const read = (one: JsonObject, handlerId: string): TriggerSettings => readSettings({ ...one, handlerId }).settings;
  return { integrationId, main: read(settings, first.id), draft: read(edited.settings, second.id) };
}

interface FoundHandler {
  /** Undefined where it is not there; none is an empty one. */
  readonly id: string | undefined;
  readonly faults: readonly FieldFault[];
}

function handlerOf(at: ApplyParts, name: string | undefined, path: string): FoundHandler {
  if (name === undefined) return { id: '', faults: [] };
  const id = at.ids.get(`handler/${name}`);
  const isAbsent = id === undefined && !at.isPending('handler', name);
  return { id, faults: isAbsent ? [absentFault(at, 'handler', name, path)] : [] };
}

function stateFaults(
  { handler, draft }: TriggerDocument,
  state: Trigger['state'],
  before: PresentTrigger | undefined,
): readonly FieldFault[] {
  if (state !== 'draft') {
    const message = { en: 'is required', zh: '必须填写' };
    return handler === undefined ? [{ path: 'handler', message }] : [];
  }
  const again = { en: 'cannot become a draft again; it can be paused', zh: '不能重新变为草稿，可以暂停' };
  const beside = { en: 'stands beside what is published only', zh: '仅在已发布的触发器中使用' };
  return [
    ...(before?.published === undefined ? [] : [{ path: 'state', message: again }]),
    ...(draft === undefined ? [] : [{ path: 'draft', message: beside }]),
  ];
}

async function make(
  { parts, caller }: ApplyParts,
  { name, shadow }: TriggerDocument,
  content: Content,
): Promise<Trigger> {
  const settings = writeTrigger(content.main);
  return await createTrigger(parts, caller, { name, integrationId: content.integrationId, isShadow: shadow, settings });
}

interface Target extends Content, Pick<TriggerDocument, 'state' | 'shadow'> {
  readonly published: TriggerSettings | undefined;
}

/** What is published first, then what is being edited. */
async function bringTo(at: ApplyParts, from: Trigger, wanted: Target): Promise<void> {
  const { parts, caller } = at;
  const { id } = from;
  const state = wanted.state ?? from.state;
  let trigger = from;
  if (state !== 'draft' && !isDeepStrictEqual(wanted.published, wanted.main)) {
    trigger = await edit(at, trigger, wanted.main);
    ({ trigger } = await publishUnasked(parts, caller, { id, version: trigger.version }));
  }
  trigger = await edit(at, trigger, wanted.draft);
  if (trigger.isShadow !== wanted.shadow) {
    const { version } = trigger;
    trigger = await shadowTrigger(parts, caller, { id, version, isShadow: wanted.shadow });
  }
  if (trigger.state === state) return;
  await (state === 'paused' ? pauseTrigger : resumeTrigger)(parts, caller, id);
}

async function edit({ parts, caller }: ApplyParts, trigger: Trigger, draft: TriggerSettings): Promise<Trigger> {
  if (isDeepStrictEqual(trigger.draft, draft)) return trigger;
  const { id, version } = trigger;
  return await changeTrigger(parts, caller, { id, version, settings: writeTrigger(draft) });
}
