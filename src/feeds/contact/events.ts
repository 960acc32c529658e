import { readObject, readText } from '../../util/json.ts';
import type { EventRule } from '../module.ts';
import type { ContactHint } from './hints.ts';

const scopes = ['contact:contact.base:readonly', 'contact:contact:readonly_as_app', 'contact:contact:access_as_app'];

const person = (isGone: boolean): EventRule<ContactHint> => ({
  toHints: (body) => {
    const openId = readText(readObject(body, 'object'), 'open_id');
    return openId === null ? [] : [{ kind: 'person', target: { openId, isGone } }];
  },
  reads: {
    en: 'the person, up to fifty with one call; for new people also the attendance of the lookback',
    zh: '该人员：一次调用最多五十人；对新出现的人员，还读取回看期内的考勤',
  },
  scopes,
});

const department = (isGone: boolean): EventRule<ContactHint> => ({
  toHints: (body) => {
    const openDepartmentId = readText(readObject(body, 'object'), 'open_department_id');
    return openDepartmentId === null ? [] : [{ kind: 'department', target: { openDepartmentId, isGone } }];
  },
  reads: {
    en: 'the department, up to fifty with one call; for a new department also all people in it and below',
    zh: '该部门：一次调用最多五十个；对新出现的部门，还读取其中及下级部门的所有人员',
  },
  scopes,
});

/** By `event_type`; an event names a person or a department, or says that everything is to be read again. */
export const contactEvents: Readonly<Record<string, EventRule<ContactHint>>> = {
  'contact.user.created_v3': person(false),
  'contact.user.updated_v3': person(false),
  'contact.user.deleted_v3': person(true),
  'contact.department.created_v3': department(false),
  'contact.department.updated_v3': department(false),
  'contact.department.deleted_v3': department(true),
  'contact.scope.updated_v3': {
    // What is granted or withdrawn may be a department with everybody below it.
    toHints: () => [{ kind: 'everything', target: {} }],
    reads: {
      en: 'all of Contact; for new people also the attendance of the lookback',
      zh: '整个通讯录；对新出现的人员，还读取回看期内的考勤',
    },
    scopes,
  },
};
