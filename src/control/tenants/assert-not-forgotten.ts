import type { Pipeline } from '../../model/service/pipeline.ts';
import type { ServiceTables } from '../../model/service/service-store.ts';
import { wrongState } from '../outcomes.ts';

/** Within the transaction in which something of a pipeline begins: nothing does of a tenant that is being forgotten. @throws ConfigError `api.state.wrong` */
export async function assertNotForgotten(
  { tenants }: Pick<ServiceTables, 'tenants'>,
  { integrationId, tenantKey }: Pick<Pipeline, 'integrationId' | 'tenantKey'>,
): Promise<void> {
  if (tenantKey === undefined || !(await tenants.isForgotten({ integrationId, tenantKey }))) return;
  throw wrongState(
    { en: 'The tenant is being forgotten', zh: '正在清除该企业的数据' },
    {
      en: 'Go on with `larkstream tenants forget` until it is done. If the tenant installs the app again afterwards, make a new pipeline.',
      zh: '请继续执行 `larkstream tenants forget`，直至完成。若该企业之后重新安装应用，请新建管道。',
    },
  );
}
