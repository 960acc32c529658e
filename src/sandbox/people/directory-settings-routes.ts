import type { Route } from '../route.ts';
import { departmentIdIn, userIdIn } from './contact-payloads.ts';
import { type ContactService, idTypesOf, pageOf } from './contact-requests.ts';
import { badges, sites } from './person.ts';

/** The app's range, the tenant's own member fields and its kinds of employees. */
export function directorySettingsRoutes(service: ContactService): readonly Route[] {
  return [
    scopesRoute(service),
    listRoute(service, 'custom_attrs', customAttrs),
    listRoute(service, 'employee_type_enums', employeeTypes),
  ];
}

/** One page size for the sum of three arrays (contact-v3 scope/list). */
function scopesRoute(service: ContactService): Route {
  return {
    method: 'GET',
    path: '/open-apis/contact/v3/scopes',
    handle: (exchange) => {
      const ids = idTypesOf(exchange);
      const { directory } = service;
      const listed = service.range().listed();
      const entries = [
        ...listed.departments.map((id) => ({ kind: 'department', id: departmentIdIn(directory, id, ids.department) })),
        ...listed.users.flatMap((id) => {
          const person = directory.byId(id, 'open_id');
          return person === undefined ? [] : [{ kind: 'user', id: userIdIn(person, ids.user) }];
        }),
        ...listed.groups.map((id) => ({ kind: 'group', id })),
      ];
      const lifetimeSeconds = service.switches.pageTokenLifetimeSeconds;
      const page = pageOf(entries, exchange, { defaultSize: 50, lifetimeSeconds });
      const idsOf = (kind: string): readonly string[] =>
        page.items.filter((entry) => entry.kind === kind).map((entry) => entry.id);
      return {
        data: {
          department_ids: idsOf('department'),
          user_ids: idsOf('user'),
          group_ids: idsOf('group'),
          ...page.paging,
        },
      };
    },
  };
}

function listRoute(service: ContactService, name: string, items: readonly unknown[]): Route {
  const lifetimeSeconds = service.switches.pageTokenLifetimeSeconds;
  return {
    method: 'GET',
    path: `/open-apis/contact/v3/${name}`,
    handle: (exchange) => {
      const page = pageOf(items, exchange, { defaultSize: 20, lifetimeSeconds });
      return { data: { ...page.paging, items: page.items } };
    },
  };
}

const customAttrs = [
  customAttr('C-6965457429001748501', 'TEXT', ['兴趣', 'Hobby']),
  customAttr('C-6965457429001748502', 'HREF', ['个人主页', 'Home page']),
  customAttr('C-6965457429001748503', 'ENUMERATION', ['办公地点', 'Site'], sites),
  customAttr('C-6965457429001748504', 'PICTURE_ENUM', ['徽章', 'Badge'], badges),
  customAttr('C-6965457429001748505', 'GENERIC_USER', ['导师', 'Mentor']),
];

function customAttr(
  id: string,
  type: string,
  [zh, en]: readonly [string, string],
  choices: readonly (readonly [string, string])[] = [],
): Record<string, unknown> {
  const options = {
    default_option_id: choices[0]?.[0] ?? '',
    option_type: type === 'PICTURE_ENUM' ? 'PICTURE' : 'TEXT',
    options: choices.map(([optionId, value]) => ({ id: optionId, value, name: value })),
  };
  return { id, type, ...(choices.length > 0 ? { options } : {}), i18n_name: bilingual(zh, en) };
}

/** `enum_value` is text here although `employee_type` of a user is a number (contact-v3 employee_type_enum). */
const employeeTypes = [
  employeeType(1, '正式', 'Regular'),
  employeeType(2, '实习', 'Intern'),
  employeeType(3, '外包', 'Outsourced'),
  employeeType(4, '劳务', 'Labour'),
  employeeType(5, '顾问', 'Consultant'),
  employeeType(6, '专家', 'Expert'),
];

function employeeType(value: number, zh: string, en: string): Record<string, unknown> {
  return {
    enum_id: Buffer.from(`employee-type-${value}`).toString('base64'),
    enum_value: String(value),
    content: zh,
    enum_type: value <= 5 ? 1 : 2,
    enum_status: 1,
    i18n_content: bilingual(zh, en),
  };
}

function bilingual(zh: string, en: string): readonly Record<string, string>[] {
  return [
    { locale: 'zh_cn', value: zh },
    { locale: 'en_us', value: en },
  ];
}
