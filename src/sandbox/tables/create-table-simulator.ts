import { type Publish, publishNothing } from '../events/tenant-event.ts';
import type { Directory } from '../people/directory.ts';
import type { ResolvedSandboxOptions } from '../sandbox-options.ts';
import { tableOptionsOf } from './table-options.ts';
import { TableSimulator } from './table-simulator.ts';

const peopleInTables = 256;

/** The tenant's Bases, with people of its directory in them. */
export function createTableSimulator(
  options: ResolvedSandboxOptions,
  directory: Directory,
  publish: Publish = publishNothing,
): TableSimulator {
  const count = Math.min(peopleInTables, directory.size);
  return new TableSimulator({
    seed: options.seed,
    now: options.now,
    anchorMs: options.startedAtMs,
    people: Array.from({ length: count }, (_, at) => directory.personAt(Math.floor((at * directory.size) / count))),
    openHost: options.region === 'lark' ? 'https://open.larksuite.com' : 'https://open.feishu.cn',
    ...tableOptionsOf(options),
    publish,
  });
}
