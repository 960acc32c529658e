import { sep } from 'node:path';
import { faultsIn } from '../../config/check-settings.ts';
import { formatPath } from '../../config/problems.ts';
import { hostNameOf } from '../../model/host-name.ts';
import type { ServiceDestination } from '../../model/service/destination.ts';
import { plural } from '../../util/plural.ts';
import type { FieldFault } from '../field-faults.ts';
import { hostFaults, withCure } from '../host-faults.ts';
import { pathBelow } from '../pipelines/to-config.ts';
import type { ResourceParts } from '../resource-parts.ts';

/** A destination as it is to be, and what is known of its secret. */
export interface DestinationDraft extends Pick<ServiceDestination, 'type' | 'settings'> {
  /** The address of a database: as given, or true when an earlier one stays. */
  readonly url: string | boolean;
}

/** Is put where an address is set already and stays secret. */
const anyAddress = 'postgres://host/database';
/** What may stand behind `?`: nothing that names a file of this machine, or another host. */
const parameters: ReadonlySet<string> = new Set([
  'sslmode',
  'application_name',
  'connect_timeout',
  'options',
  'statement_timeout',
  'client_encoding',
]);

/** A system takes 255 in a name and 4,095 in a path; what lies beside the file, such as a write-ahead log, has a longer name. */
const maxNameBytes = 240;
const maxPathBytes = 4_000;

/** What is wrong with a destination. */
export async function destinationFaults(
  { type, settings, url }: DestinationDraft,
  { filesRoot, guard }: Pick<ResourceParts, 'filesRoot' | 'guard'>,
): Promise<readonly FieldFault[]> {
  if (settings.url !== undefined) {
    const message = { en: 'is a secret: it belongs into `secrets`', zh: '属于密钥，应写在 `secrets` 中' };
    return [{ path: 'settings.url', message }];
  }
  const isAsked = url !== false || type === 'postgres';
  const address = typeof url === 'string' ? url : url ? anyAddress : undefined;
  const given = { ...settings, type, ...(isAsked && address !== undefined ? { url: address } : {}) };
  const faults = faultsIn('destination', given).map(({ path, message }) => {
    const [first] = path;
    if (first === 'type') return { path: 'type', message };
    return { path: formatPath([first === 'url' ? 'secrets' : 'settings', ...path]), message };
  });
  if (faults.length > 0) return faults;
  return [...pathFaults(settings.path, filesRoot), ...(typeof url === 'string' ? await addressFaults(url, guard) : [])];
}

function pathFaults(path: unknown, root: string | undefined): FieldFault[] {
  if (typeof path !== 'string') return [];
  try {
    return nameFaults(pathBelow(root, path));
  } catch (thrown) {
    return [{ path: 'settings.path', message: withCure(thrown) }];
  }
}

/** Said when it is given: the system's refusal of a run would be the first word of it. */
function nameFaults(path: string): FieldFault[] {
  const names = path.split(sep);
  if (Buffer.byteLength(path) <= maxPathBytes && names.every((name) => Buffer.byteLength(name) <= maxNameBytes))
    return [];
  const message = {
    en: `is too long: a name in it may have ${plural(maxNameBytes, 'byte')}, and the path ${maxPathBytes} with the folder that it is below`,
    zh: `过长：其中每个名称最多 ${maxNameBytes} 字节，连同所在文件夹的路径最多 ${maxPathBytes} 字节`,
  };
  return [{ path: 'settings.path', message }];
}

async function addressFaults(address: string, guard: ResourceParts['guard']): Promise<readonly FieldFault[]> {
  const path = 'secrets.url';
  const url = new URL(address);
  const { searchParams } = url;
  const host = hostNameOf(url);
  if (host === '' || host.startsWith('/')) return [{ path, message: { en: 'must name a host', zh: '必须写明主机' } }];
  const unknown = [...searchParams.keys()].some((name) => !parameters.has(name));
  if (unknown) {
    const known = [...parameters];
    return [
      {
        path,
        message: {
          en: `may have no other parameters than ${known.join(', ')}`,
          zh: `只能使用参数 ${known.join('、')}`,
        },
      },
    ];
  }
  return await hostFaults(guard, path, host);
}
