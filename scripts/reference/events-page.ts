import { replicationEvents } from '../../src/events/to-hints.ts';
import { must } from '../../src/model/errors.ts';

interface EventFacts {
  readonly reads: string;
  /** Any one of them. Source: the event's page in the documentation. */
  readonly scopes: readonly string[];
}

const approval = ['approval:approval:readonly', 'approval:approval'];
const contact = ['contact:contact.base:readonly', 'contact:contact:readonly_as_app', 'contact:contact:access_as_app'];
/** Their pages name none. */
const attendance: readonly string[] = [];

const instance: EventFacts = { reads: 'the instance, with everything that hangs on it: one call', scopes: approval };
const person: EventFacts = {
  reads: 'the person: fifty with one call; of people who are new, the attendance of the lookback',
  scopes: contact,
};
const department: EventFacts = {
  reads: 'the department: fifty with one call; of one that is new, everybody in it and below',
  scopes: contact,
};

const facts: Readonly<Record<string, EventFacts>> = {
  approval_instance: instance,
  approval_task: instance,
  approval_cc: instance,
  'approval.instance.status_changed_v4': { ...instance, scopes: ['approval:instance:read'] },
  'approval.task.status_changed_v4': { ...instance, scopes: ['approval:task:read'] },
  'approval.approval.updated_v4': { reads: 'the definition: one call', scopes: approval },
  'drive.file.bitable_record_changed_v1': {
    reads: 'the records: a hundred of a table with one call',
    scopes: ['base:record:read', 'bitable:app', 'drive:drive'],
  },
  'drive.file.bitable_field_changed_v1': {
    reads: 'the table as a whole, and its columns',
    scopes: ['base:field:read', 'bitable:app', 'drive:drive'],
  },
  'contact.user.created_v3': person,
  'contact.user.updated_v3': person,
  'contact.user.deleted_v3': person,
  'contact.department.created_v3': department,
  'contact.department.updated_v3': department,
  'contact.department.deleted_v3': department,
  'contact.scope.updated_v3': {
    reads: 'Contact as a whole; of people who are new, the attendance of the lookback',
    scopes: contact,
  },
  'attendance.user_flow.created_v1': {
    reads: 'the punches of these people in this window: fifty people of a day with one call',
    scopes: attendance,
  },
  'attendance.user_task.updated_v1': {
    reads: 'the results of these people on this day: fifty people with one call',
    scopes: attendance,
  },
};

/** `docs/reference/events.md`: what live replication acts on. */
export function renderEventsPage(): string {
  return [
    '# Events that live replication acts on',
    '',
    'Add those of the modules that you replicate in the developer console (*Events & Callbacks > Event Configuration > Add Events*),',
    'grant one of the scopes of each, and publish a version. [Keep the tables live](../how-to/keep-it-live.md) has the steps.',
    '',
    '| event | what is read again | one of these scopes |',
    '| --- | --- | --- |',
    ...replicationEvents.map((event) => {
      const { reads, scopes } = must(facts[event], event);
      return `| \`${event}\` | ${reads} | ${scopes.length === 0 ? 'none is documented' : scopes.map((scope) => `\`${scope}\``).join(', ')} |`;
    }),
    '',
    'The two of them that end in `status_changed_v4` come only where a person has subscribed their own approvals with another program.',
    'Needs a subscription of its own, which Larkstream makes: approval events for each definition (`approval:definition` or',
    '`approval:approval`), Base events for each Base (`docs:event:subscribe`, `drive:drive`, `docs:doc` or `sheets:spreadsheet`; the app must',
    'own or manage it, and with a tenant token `bitable:app` or `drive:drive` is needed for both identities).',
    '',
    'Besides, for apps of the store: `app_ticket` (comes by itself), `app_open` and `app_uninstalled`. Every other event is received, stored',
    'and marked done; `larkstream listen --json` prints them all.',
    '',
  ].join('\n');
}
