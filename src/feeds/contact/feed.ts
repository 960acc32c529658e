import { contactEndpoints } from '../../open-platform/endpoints/contact.ts';
import type { Feed } from '../feed.ts';
import { checkContact } from './check.ts';
import type { Directory } from './directory.ts';
import { guardedContactColumns, wholeDirectory } from './field-scopes.ts';
import { contactMemory } from './moved-people.ts';
import { planContact } from './plan.ts';
import { readContact } from './read-contact.ts';
import { createContactRefresher } from './refresh.ts';
import type { ContactSettings } from './settings.ts';
import { contactStreams } from './streams.ts';

/**
 * The directory: departments, people, memberships, user groups. Every read reads everything, because the lists of the API
 * cannot be narrowed to what has changed. While it walks it fills `directory`, for feeds that need the people too.
 */
export function createContactFeed(config: Partial<ContactSettings>, directory: Directory): Feed {
  return {
    module: 'contact',
    streams: contactStreams,
    scopes: [contactEndpoints.batchGetUsers.scopes, contactEndpoints.listGroups.scopes],
    columnScopes: [
      ['contact:department.base:readonly', ...wholeDirectory],
      ['contact:department.organize:readonly', ...wholeDirectory],
      ['contact:user.base:readonly', ...wholeDirectory],
      ['contact:user.department:readonly', ...wholeDirectory],
      ['contact:user.employee:readonly', ...wholeDirectory],
      ['contact:user.gender:readonly', ...wholeDirectory],
      ['contact:user.employee_id:readonly'],
      ['contact:user.email:readonly'],
      ['contact:user.phone:readonly'],
    ],
    guarded: guardedContactColumns,
    check: (context) => checkContact(config, context),
    plan: (read) => planContact(config, directory, read),
    announce: () => directory.expectWalk(),
    read: (read) => readContact({ config, directory }, read),
    memory: contactMemory,
    refresher: () => createContactRefresher(config, directory),
  };
}
