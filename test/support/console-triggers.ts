import { Agent } from './bot-service.ts';
import type { ConsoleService, FilledThings } from './console-service.ts';

/** A handler's server, and the ids of what {@link fillTriggers} has made. */
export interface FilledTriggers {
  readonly agent: Agent;
  readonly things: FilledThings;
}

/** A handler that answers, and two triggers of an integration: one that is published, one that is a draft for events. */
export async function fillTriggers(
  { api }: ConsoleService,
  { integration = '' }: FilledThings,
): Promise<FilledTriggers> {
  const agent = await Agent.start();
  const handler = await api.call('POST /handlers', {
    body: { name: 'Help desk', kind: 'http', settings: { url: agent.url } },
  });
  await api.call('POST /handlers/{id}/test', { params: { id: handler.id } });
  const trigger = await api.call('POST /triggers', {
    body: {
      name: 'IT 服务台',
      integrationId: integration,
      settings: {
        handlerId: handler.id,
        messages: { chats: { allow: [], deny: ['oc_5f1bdfd5d5e2ae3dbbb5b1b1b1b1b1b1'] } },
        quietHours: { from: '22:00', until: '07:00', timeZone: 'Asia/Shanghai' },
      },
    },
  });
  const params = { id: trigger.id };
  await api.call('POST /triggers/{id}/publish', { params, version: trigger.version });
  const events = await api.call('POST /triggers', {
    body: {
      name: 'Approvals',
      integrationId: integration,
      settings: {
        kind: 'events',
        handlerId: handler.id,
        events: {
          types: ['approval_instance'],
          fields: [{ path: 'event.status', is: 'equals', value: 'APPROVED' }],
          mapping: { code: 'event.instance_code' },
        },
      },
    },
  });
  return { agent, things: { handler: handler.id, trigger: trigger.id, event_trigger: events.id } };
}
