import type { Stream } from '../model/stream.ts';
import type { JsonObject } from '../util/json.ts';
import { storableText } from '../util/storable-text.ts';
import { toJsonSchema } from './json-schema.ts';

/** `sync_mode` of a configured catalog. */
export const syncModes = ['full_refresh', 'incremental'] as const;
/** `full_refresh` reads the stream from the beginning each time; `incremental` goes on from its state. */
export type SyncMode = (typeof syncModes)[number];

/** The modes that `discover` offers. Only a stream that can go on from where it ended offers `incremental`. */
export function syncModesOf({ continuation }: Stream): SyncMode[] {
  return continuation === 'incremental' ? ['full_refresh', 'incremental'] : ['full_refresh'];
}

/** A stream as `discover` shows it. A cursor is always ours: what a state means, only the feed knows. */
export function toCatalogStream(stream: Stream): JsonObject {
  const isResumable = stream.continuation === 'incremental' || stream.continuation === 'resumable';
  return {
    name: stream.name,
    json_schema: {
      ...toJsonSchema(stream),
      title: storableText(stream.title.en),
      description: storableText(stream.description.en),
    },
    supported_sync_modes: syncModesOf(stream),
    source_defined_primary_key: stream.primaryKey.map((column) => [column]),
    is_resumable: isResumable,
    ...(isResumable ? { source_defined_cursor: true } : {}),
    ...(stream.cursor === undefined ? {} : { default_cursor_field: [stream.cursor] }),
  };
}
