import { contactEndpoints } from '../../open-platform/endpoints/contact.ts';
import { merge } from '../../util/merge.ts';
import type { Feed } from '../feed.ts';
import { checkContact } from './check.ts';
import type { Directory } from './directory.ts';
import { readGroups } from './groups.ts';
import { readLists } from './lists.ts';
import { readPeople } from './people.ts';
import type { ContactConfig } from './settings.ts';
import { contactStreams } from './streams.ts';

/**
 * The directory: departments, people, memberships, user groups. Everything is read anew each time, because the platform
 * tells nothing about changes. While it walks it fills `directory`, for feeds that need the people too.
 */
export function createContactFeed(config: ContactConfig, directory: Directory): Feed {
  return {
    name: 'contact',
    module: 'contact',
    streams: contactStreams,
    scopes: [
      contactEndpoints.batchGetUsers.scopes,
      ['contact:department.base:readonly'],
      ['contact:department.organize:readonly'],
      ['contact:user.base:readonly'],
      ['contact:user.department:readonly'],
      ['contact:user.employee:readonly'],
      ['contact:user.employee_id:readonly'],
      ['contact:user.email:readonly'],
      ['contact:user.phone:readonly'],
      ['contact:user.gender:readonly'],
      contactEndpoints.listGroups.scopes,
    ],
    check: (context) => checkContact(config, context),
    read: (read) =>
      merge([() => readPeople({ config, directory }, read), () => readGroups(config, read), () => readLists(read)], {
        concurrency: 3,
      }),
  };
}
