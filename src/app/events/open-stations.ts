import type { Config } from '../../config/settings.ts';
import { type Clock, systemClock } from '../../model/clock.ts';
import { boundHeapGrowth } from '../../util/heap-growth.ts';
import { Station, type StationOptions } from './station.ts';
import { WebhookServers } from './webhook-servers.ts';

export type StationsOptions = Omit<StationOptions, 'config' | 'clock' | 'servers'> & { readonly clock?: Clock };

/** Receives for several apps in one process; those with the same webhook address share its server. */
export async function openStations(configs: readonly Config[], options: StationsOptions): Promise<Station[]> {
  const { clock = systemClock, logger } = options;
  boundHeapGrowth();
  const servers = new WebhookServers({ clock, logger });
  const stations: Station[] = [];
  try {
    for (const config of configs) stations.push(await Station.open({ ...options, clock, config, servers }));
    return stations;
  } catch (thrown) {
    for (const station of stations) await station.close();
    throw thrown;
  }
}
