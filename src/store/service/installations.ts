import type { Installation, InstallationFilter } from '../../model/service/integration.ts';
import type { Access } from './access.ts';
import { where } from './conditions.ts';
import { type ResourceKind, SqlResourceTable } from './resource-table.ts';

const states = ['installed', 'claimed', 'stopped', 'uninstalled'] as const;

const kind: ResourceKind<Installation, InstallationFilter> = {
  table: 'service_installations',
  toColumns: ({ integrationId, tenantKey, tenantName, state, pipelineId, claim }) => ({
    integration_id: integrationId,
    tenant_key: tenantKey,
    tenant_name: tenantName,
    state,
    pipeline_id: pipelineId,
    claim_hash: claim?.hash,
    claim_expires_at: claim?.expiresAt,
  }),
  read: (row, resource) => ({
    ...resource,
    integrationId: row.text('integration_id'),
    tenantKey: row.text('tenant_key'),
    tenantName: row.optionalText('tenant_name'),
    state: row.oneOf('state', states),
    pipelineId: row.optionalText('pipeline_id'),
    claim: claimOf(row.optionalText('claim_hash'), row.optionalNumber('claim_expires_at')),
  }),
  conditions: ({ integrationId, state }) => [
    ...where('integration_id = ?', integrationId),
    ...where('state = ?', state),
  ],
};

/** Table `service_installations`. */
export class SqlInstallations extends SqlResourceTable<Installation, InstallationFilter> {
  constructor(access: Access) {
    super(access, kind);
  }

  async findByTenant(integrationId: string, tenantKey: string): Promise<Installation | undefined> {
    return await this.findBy('integration_id = $1 AND tenant_key = $2', [integrationId, tenantKey]);
  }
}

function claimOf(hash: string | undefined, expiresAt: number | undefined): Installation['claim'] {
  return hash === undefined || expiresAt === undefined ? undefined : { hash, expiresAt };
}
