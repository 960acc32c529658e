import { contactEndpoints } from '../../open-platform/endpoints/contact.ts';
import { readText } from '../../util/json.ts';
import type { ContactClient } from './contact-client.ts';
import type { IdTypes } from './id-types.ts';

const memberTypes = ['user', 'department'] as const;
/** As the API's `member_type`. */
export type MemberType = (typeof memberTypes)[number];

/** How the endpoint calls a type of id: `open_id` means `open_department_id` where members are departments. */
export function toMemberIdType(memberType: MemberType, idTypes: IdTypes): string {
  if (memberType === 'user') return idTypes.user_id_type;
  return idTypes.department_id_type === 'department_id' ? 'department_id' : 'open_id';
}

/** Ids of the members of one type. */
export async function listMembers(
  groupId: string,
  { memberType, memberIdType }: { readonly memberType: MemberType; readonly memberIdType: string },
  contact: ContactClient,
): Promise<{ readonly ids: ReadonlySet<string>; readonly unreadable: number }> {
  const ids = new Set<string>();
  const pages = contact.pages(contactEndpoints.listGroupMembers, {
    path: { group_id: groupId },
    query: { member_type: memberType, member_id_type: memberIdType },
  });
  let lost = 0;
  for await (const { items, unreadable } of pages) {
    lost += unreadable;
    for (const item of items) {
      const id = readText(item, 'member_id');
      if (id === null) lost++;
      else ids.add(id);
    }
  }
  return { ids, unreadable: lost };
}
