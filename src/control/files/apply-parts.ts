import { ConfigError } from '../../model/errors.ts';
import type { Caller } from '../../model/service/caller.ts';
import type { ServiceStore, ServiceTables } from '../../model/service/service-store.ts';
import { nearestName } from '../../util/nearest-name.ts';
import type { FieldFault } from '../field-faults.ts';
import type { ControlParts } from '../parts.ts';
import type { TriggerEvents } from '../resource-parts.ts';
import type { Variables } from './given-secrets.ts';
import type { PlannedThing } from './plan-things.ts';
import type { PresentThings } from './thing-documents.ts';

/** Kinds of things that others name. */
type ReferredKind = 'integration' | 'destination' | 'handler';

/** What is at hand while files are applied, all within one transaction. */
export interface ApplyParts {
  /** Use cases take them as ever; their transactions are parts of this one. */
  readonly parts: ControlParts;
  readonly tables: ServiceTables;
  readonly caller: Caller;
  readonly variables: Variables;
  readonly present: PresentThings;
  /** Ids by kind and name, such as `integration/Sales`; what is made is added. */
  readonly ids: Map<string, string>;
  /** Whether a thing that is not there would be if its file were right. */
  readonly isPending: (kind: ReferredKind, name: string) => boolean;
  /** Where triggers are to be among those of their integrations, by `thingKey`: those of which a file says so. */
  readonly places: ReadonlyMap<string, number>;
}

/** Makes one thing as its file says; undefined where it refers to one whose file is wrong. */
export type ApplyOne<Document> = (at: ApplyParts, wanted: Document) => Promise<PlannedThing | undefined>;

/** That the thing which a file names is not there; `path` is where it names it. */
export function absentFault({ ids }: ApplyParts, kind: ReferredKind, name: string, path: string = kind): FieldFault {
  const names = [...ids.keys()].flatMap((key) => (key.startsWith(`${kind}/`) ? [key.slice(kind.length + 1)] : []));
  const near = nearestName(name, names);
  return {
    path,
    message: {
      en: `there is no “${name}”${near === undefined ? '' : `; did you mean “${near}”?`}`,
      zh: `没有“${name}”${near === undefined ? '' : `；是否想写“${near}”？`}`,
    },
  };
}

/** The parts of use cases, of which each then works within the transaction that is open; who gets events is told to `triggerEvents`. */
export function withinTransaction(
  parts: ControlParts,
  tables: ServiceTables,
  triggerEvents: TriggerEvents,
): ControlParts {
  const { store } = parts;
  const inner: ServiceStore = {
    ...tables,
    id: store.id,
    transaction: async (work) => await work(tables),
    watch: (onChange, signal) => store.watch(onChange, signal),
    followWork: (onWork, signal) => store.followWork(onWork, signal),
    followListeners: (onNews, signal) => store.followListeners(onNews, signal),
    readingFor: () => inner,
    assertVersion: () => store.assertVersion(),
    figures: () => store.figures(),
    overview: (times) => store.overview(times),
    bringBack: () => store.bringBack(),
    prune: (retention, now) => store.prune(retention, now),
    close: () => store.close(),
  };
  return { ...parts, store: inner, resources: { ...parts.resources, triggerEvents } };
}

/** Says of a refusal which file, or which thing, it is about. */
export async function withPlace<T>(place: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    if (!(thrown instanceof ConfigError)) throw thrown;
    const { code, texts, details } = thrown;
    const message = { en: `${place}: ${texts.message.en}`, zh: `${place}：${texts.message.zh}` };
    throw new ConfigError({ code, message, cure: texts.cure, details, cause: thrown });
  }
}
