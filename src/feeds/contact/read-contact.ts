import type { Change } from '../../model/change.ts';
import { merge } from '../../util/merge.ts';
import type { FeedRead } from '../feed-context.ts';
import { readGroups } from './groups.ts';
import { readLists } from './lists.ts';
import { type PeopleOptions, readPeople } from './people.ts';

/** All of Contact: the directory, user groups and small lists at the same time. */
export function readContact(options: PeopleOptions, read: FeedRead): AsyncIterable<Change> {
  return merge([() => readPeople(options, read), () => readGroups(options.config, read), () => readLists(read)], {
    concurrency: 3,
  });
}
