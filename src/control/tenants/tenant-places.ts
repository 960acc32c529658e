import { LarkstreamError } from '../../model/errors.ts';
import type { ServiceDestination } from '../../model/service/destination.ts';
import { fileOf } from '../../model/service/file-of.ts';
import { eachOf } from '../../model/service/page.ts';
import type { DropOutcome, ForgottenPlace, PlaceState, TenantPlace } from '../../model/service/tenant-data.ts';
import { loadDestination } from '../destinations/load-destination.ts';
import type { ControlParts } from '../parts.ts';
import { assertStaysInside } from '../pipelines/to-config.ts';

const placeholder = '{tenant_key}';

/** Of these nothing is left to do. */
const done: ReadonlySet<PlaceState> = new Set(['dropped', 'absent', 'by_hand', 'used']);
export const isDonePlace = ({ state }: Pick<ForgottenPlace, 'state'>): boolean => done.has(state);

/** Where rows of the tenant lie or may lie: of a pipeline that was deleted before, they have stayed. */
export async function placesOf({ store }: ControlParts, place: TenantPlace): Promise<readonly ForgottenPlace[]> {
  const { own, written, elsewhere } = await store.tenants.destinations(place);
  const all = await Array.fromAsync(eachOf((request) => store.destinations.page(request, {})));
  return all
    .filter((one) => own.has(one.id) || isOnePerTenant(one))
    .map((one) => ({
      id: one.id,
      name: one.name,
      state: !isOnePerTenant(one) ? 'shared' : elsewhere.has(one.id) ? 'used' : 'waiting',
      left: [],
      isWritten: written.has(one.id),
      file: fileOf(one, place),
    }));
}

/** Whether it has a place for each tenant: the same rule as `assertOneForEachTenant`, of what is stored. */
function isOnePerTenant({ settings: { path, schema } }: ServiceDestination): boolean {
  const place = path ?? schema;
  return typeof place === 'string' && place.includes(placeholder);
}

interface Dropping {
  readonly known: ForgottenPlace;
  readonly tenantKey: string;
  /** It was deleted as the place of another destination. */
  readonly isGone: boolean;
  /** Called before anything is deleted. */
  readonly found: () => Promise<void>;
}

/** Deletes what a destination has of the tenant alone. What cannot be reached is told to the log: other places and rows do not wait for it. */
export async function dropPlace(
  parts: ControlParts,
  { known, isGone, ...dropping }: Dropping,
): Promise<ForgottenPlace> {
  const unreachable: ForgottenPlace = { ...known, state: 'unreachable' };
  try {
    const destination = await parts.store.destinations.find(known.id);
    if (destination === undefined) return unreachable;
    const { state, left } = await drop(parts, destination, dropping);
    if (state !== 'absent') return { ...known, state, left };
    // Broken off after it was gone.
    if (known.state === 'dropping') return { ...known, state: 'dropped', left };
    return known.file !== undefined && known.isWritten && !isGone ? unreachable : { ...known, state: 'absent', left };
  } catch (thrown) {
    if (!(thrown instanceof LarkstreamError)) throw thrown;
    parts.logger.warn('The rows of a tenant cannot be deleted at a destination', {
      destination: known.id,
      error: thrown.texts.message.en,
    });
    // The state of the place as it was found stays known.
    return known.state === 'dropping' ? known : unreachable;
  }
}

async function drop(
  parts: ControlParts,
  destination: ServiceDestination,
  { tenantKey, found }: Pick<Dropping, 'tenantKey' | 'found'>,
): Promise<DropOutcome> {
  const { path } = destination.settings;
  // A link may lead only the folder of one tenant elsewhere.
  const filled = typeof path === 'string' ? { path: path.replaceAll(placeholder, () => tenantKey) } : {};
  assertStaysInside({ ...destination, settings: { ...destination.settings, ...filled } }, parts.resources);
  return await parts.resources.probe.dropTenant(await loadDestination(parts, destination), tenantKey, found);
}
