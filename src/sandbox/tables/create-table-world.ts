import { type Tell, tellNobody } from '../events/tenant-event.ts';
import type { SandboxOptions } from '../options.ts';
import type { Directory } from '../people/directory.ts';
import { tableOptionsOf } from './table-options.ts';
import { TableWorld } from './world.ts';

const peopleInTables = 256;

/** The tenant's Bases, with people of its directory in them. */
export function createTableWorld(options: SandboxOptions, directory: Directory, tell: Tell = tellNobody): TableWorld {
  const count = Math.min(peopleInTables, directory.size);
  return new TableWorld({
    seed: options.seed,
    now: options.now,
    anchorMs: options.startedAtMs,
    people: Array.from({ length: count }, (_, at) => directory.personAt(Math.floor((at * directory.size) / count))),
    openHost: options.region === 'lark' ? 'https://open.larksuite.com' : 'https://open.feishu.cn',
    options: tableOptionsOf(options),
    tell,
  });
}
