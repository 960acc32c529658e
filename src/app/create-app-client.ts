import { parseConfig } from '../config/read-config.ts';
import type { LoadedConfig } from '../model/service/loaded-config.ts';
import { type CreateClientOptions, createClient } from './create-client.ts';
import { createTickets } from './create-tickets.ts';

/** A client of an app of the service in its tenant; `close()` is due. @throws ConfigError `config.setting.invalid` */
export async function createAppClient(
  { text, secrets }: Pick<LoadedConfig, 'text' | 'secrets'>,
  options: Omit<CreateClientOptions, 'openTickets'>,
): ReturnType<typeof createClient> {
  const environment = Object.fromEntries(Object.entries(secrets).map(([name, secret]) => [name, secret.reveal()]));
  const { source, events } = parseConfig({ text, file: '/integration.json', environment });
  return await createClient(source, { ...options, openTickets: createTickets(events.store) });
}
