import { ApiFailure, type Exchange, type Route } from '../route.ts';
import type { EventPublisher } from './event-publisher.ts';

/** What of the tenant can be subscribed. */
interface Subscribables {
  readonly tenantKey: string;
  hasApproval(approvalCode: string): boolean;
  hasFile(fileToken: string): boolean;
}

const approvalPath = '/open-apis/approval/v4/approvals/:approval_code';
const filePath = '/open-apis/drive/v1/files/:file_token';

/** Approval definitions and documents are subscribed one by one. Sources: approval-v4/event/event-interface, drive-v1/event. */
export function subscriptionRoutes(events: EventPublisher, tenant: Subscribables): readonly Route[] {
  return [...approvalRoutes(events, tenant), ...fileRoutes(events, tenant)];
}

function approvalRoutes(events: EventPublisher, tenant: Subscribables): readonly Route[] {
  const { tenantKey } = tenant;
  const existed = new ApiFailure(1390007, 'subscription existed');
  const approvalOf = ({ params }: Exchange): { kind: 'approval'; id: string } => {
    const id = params.approval_code ?? '';
    if (!tenant.hasApproval(id)) throw new ApiFailure(1390002, 'approval code not found');
    return { kind: 'approval', id };
  };
  return [
    {
      method: 'POST',
      path: `${approvalPath}/subscribe`,
      handle: (exchange) => {
        if (!events.subscribe(exchange.appId, tenantKey, approvalOf(exchange))) throw existed;
        return { data: {} };
      },
    },
    {
      method: 'POST',
      path: `${approvalPath}/unsubscribe`,
      handle: (exchange) => {
        if (!events.unsubscribe(exchange.appId, tenantKey, approvalOf(exchange))) throw existed;
        return { data: {} };
      },
    },
  ];
}

function fileRoutes(events: EventPublisher, tenant: Subscribables): readonly Route[] {
  const { tenantKey } = tenant;
  const fileOf = ({ params, query }: Exchange): { kind: 'file'; id: string } => {
    const id = params.file_token ?? '';
    if (query.get('file_type') !== 'bitable') throw new ApiFailure(1069602, 'param error');
    if (!tenant.hasFile(id)) throw new ApiFailure(1069604, 'document not found');
    return { kind: 'file', id };
  };
  return [
    {
      method: 'POST',
      path: `${filePath}/subscribe`,
      handle: (exchange) => {
        events.subscribe(exchange.appId, tenantKey, fileOf(exchange));
        return { data: {} };
      },
    },
    {
      method: 'GET',
      path: `${filePath}/get_subscribe`,
      handle: (exchange) => ({
        data: { is_subscribe: events.isSubscribed(exchange.appId, tenantKey, fileOf(exchange)) },
      }),
    },
    {
      method: 'DELETE',
      path: `${filePath}/delete_subscribe`,
      handle: (exchange) => {
        events.unsubscribe(exchange.appId, tenantKey, fileOf(exchange));
        return { data: {} };
      },
    },
  ];
}
