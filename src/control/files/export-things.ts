import { writeThing } from '../../config/thing-documents.ts';
import type { Caller } from '../../model/service/caller.ts';
import { change } from '../change.ts';
import type { ControlParts } from '../parts.ts';
import { firstFree } from './placeholders.ts';
import { documentsOf, presentThings } from './thing-documents.ts';

/** A file of one thing. */
export interface ThingFile {
  /** Such as `pipelines/sales.yaml`. */
  readonly path: string;
  readonly text: string;
}

/** All integrations, destinations, pipelines, handlers, triggers and channels of alerts as files, secrets by the names of variables. It leaves a line in the audit. */
export async function exportThings(parts: ControlParts, caller: Caller): Promise<readonly ThingFile[]> {
  const note = { action: 'service.export', kind: 'service' as const, id: parts.store.id };
  const present = await change(parts, caller, note, (tables) => presentThings(tables));
  const taken = new Set<string>();
  return documentsOf(present).map(({ id: _, ...document }) => {
    const own = slugOf(document.name) || document.kind;
    const slug = firstFree(`${document.kind}s/${own}`, '-', (one) => taken.has(one));
    taken.add(slug);
    return { path: `${slug}.yaml`, text: writeThing(document) };
  });
}

/** Letters of every script: names in Chinese name their files, too. */
function slugOf(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 80);
}
