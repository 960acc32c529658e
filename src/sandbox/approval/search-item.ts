import type { JsonObject } from '../../util/json.ts';
import { hash32 } from '../random.ts';
import type { ApprovalPeople } from './approval-people.ts';
import { type DefinitionSpec, inLocale } from './definition-spec.ts';
import type { InstanceState } from './instance-state.ts';
import type { PersonNumber } from './person-number.ts';
import type { SearchRequest } from './search-request.ts';

/** The parts `approval`, `group` and `instance` that every search answer carries. */
export function searchItem(
  state: InstanceState,
  spec: DefinitionSpec,
  asked: { request: SearchRequest; people: ApprovalPeople },
): JsonObject {
  const { request, people } = asked;
  const name = inLocale(spec.name, request.locale, spec.defaultLanguage);
  return {
    approval: {
      code: state.approvalCode,
      name,
      is_external: false,
      external: { batch_cc_read: false },
      approval_id: String(7_000_000_000_000_000_000n + BigInt(hash32(0, state.approvalCode))),
      icon: 'https://approval.sandbox.example/icon/person.png',
    },
    group: { external_id: '', name: '' },
    instance: {
      code: state.code,
      external_id: '',
      user_id: personId(people, state.initiator, request.userIdType),
      start_time: String(state.createdMs),
      end_time: String(state.endMs),
      status: state.status.toLowerCase(),
      title: name,
      extra: '{}',
      serial_id: state.serialNumber,
      link: links(state.code),
    },
  };
}

/** A person's id of the kind that the request's `user_id_type` names. */
export function personId(people: ApprovalPeople, person: PersonNumber, type: SearchRequest['userIdType']): string {
  const shown = people.at(person);
  if (type === 'union_id') return shown.unionId;
  return type === 'user_id' ? shown.userId : shown.openId;
}

/** Addresses of an instance for a phone and a computer. They lead nowhere. */
export function links(code: string): JsonObject {
  return {
    mobile_link: `https://approval.sandbox.example/m/${code}`,
    pc_link: `https://approval.sandbox.example/pc/${code}`,
  };
}
