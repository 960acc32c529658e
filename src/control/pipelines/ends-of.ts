import { must } from '../../model/errors.ts';
import type { ServiceDestination } from '../../model/service/destination.ts';
import type { Integration } from '../../model/service/integration.ts';
import type { Pipeline } from '../../model/service/pipeline.ts';
import type { ServiceTables } from '../../model/service/service-store.ts';
import { assertNoFaults } from '../field-faults.ts';

/** Where a pipeline reads and where it writes. @throws ConfigError `api.input.invalid` when one of them does not exist */
export async function endsOf(
  tables: Pick<ServiceTables, 'integrations' | 'destinations'>,
  { integrationId, destinationId }: Pick<Pipeline, 'integrationId' | 'destinationId'>,
): Promise<{ readonly integration: Integration; readonly destination: ServiceDestination | undefined }> {
  const integration = await tables.integrations.find(integrationId);
  const destination = destinationId === undefined ? undefined : await tables.destinations.find(destinationId);
  const absent = { en: 'does not exist', zh: '不存在' };
  if (integration === undefined || (destinationId !== undefined && destination === undefined)) {
    assertNoFaults([
      ...(integration === undefined ? [{ path: 'integrationId', message: absent }] : []),
      ...(destinationId !== undefined && destination === undefined ? [{ path: 'destinationId', message: absent }] : []),
    ]);
  }
  return { integration: must(integration, 'The integration'), destination };
}
