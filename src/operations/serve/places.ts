import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** Where a service without a Postgres of its own keeps things. */
interface ServicePlaces {
  readonly data: string;
  /** The home of the embedded Postgres. */
  readonly postgres: string;
  /** What Node has compiled of the program, for the processes of runs; may be deleted. */
  readonly codeCache: string;
  /** Outside of the data folder: who copies that has nothing that opens it. */
  readonly keys: string;
}

/** The folder that a person named, or the usual one: of root the system's, of others their own. */
export function servicePlaces(data: string | undefined): ServicePlaces {
  const isRoot = process.getuid?.() === 0;
  const usual = isRoot ? '/var/lib/larkstream' : join(homedir(), '.larkstream', 'data');
  const folder = resolve(data ?? usual);
  return {
    data: folder,
    postgres: join(folder, 'postgres'),
    codeCache: join(folder, 'code-cache'),
    keys: isRoot ? '/etc/larkstream/keys' : join(homedir(), '.larkstream', 'keys'),
  };
}
