import type { Account } from '../../src/model/service/account.ts';
import type { ServiceDestination } from '../../src/model/service/destination.ts';
import type { Installation, Integration } from '../../src/model/service/integration.ts';
import type { Pipeline } from '../../src/model/service/pipeline.ts';
import type { NewResource } from '../../src/model/service/resource.ts';

/** Things of the service as people make them; `given` says what matters to the test. */
export function newAccount(id: string, given: Partial<NewResource<Account>> = {}): NewResource<Account> {
  return {
    id,
    name: id,
    role: 'viewer',
    login: id,
    password: undefined,
    issuer: undefined,
    subject: undefined,
    disabledAt: undefined,
    signedInAt: undefined,
    createdAt: 1,
    ...given,
  };
}

export function newIntegration(id: string, given: Partial<NewResource<Integration>> = {}): NewResource<Integration> {
  return {
    id,
    name: id,
    region: 'lark',
    baseUrl: undefined,
    kind: 'custom_app',
    appId: `cli_${id}`,
    mode: 'none',
    modeBefore: undefined,
    modeSince: 1,
    disconnectedAt: undefined,
    settings: {},
    test: undefined,
    testedAt: undefined,
    createdAt: 1,
    ...given,
  };
}

export function newDestination(
  id: string,
  given: Partial<NewResource<ServiceDestination>> = {},
): NewResource<ServiceDestination> {
  return { id, name: id, type: 'duckdb', settings: {}, test: undefined, testedAt: undefined, createdAt: 1, ...given };
}

export function newPipeline(id: string, given: Partial<NewResource<Pipeline>> = {}): NewResource<Pipeline> {
  return {
    id,
    name: id,
    integrationId: 'in_1',
    tenantKey: undefined,
    destinationId: undefined,
    modules: {},
    streams: {},
    schedule: { kind: 'manual' },
    state: 'draft',
    pausedBy: undefined,
    pausedWhy: undefined,
    configFailures: 0,
    dueAt: undefined,
    createdAt: 1,
    ...given,
  };
}

export function newInstallation(id: string, given: Partial<NewResource<Installation>> = {}): NewResource<Installation> {
  return {
    id,
    integrationId: 'in_1',
    tenantKey: id,
    tenantName: undefined,
    state: 'installed',
    pipelineId: undefined,
    claim: undefined,
    createdAt: 1,
    ...given,
  };
}
