import type { Directory } from '../directory.ts';
import type { Feed } from '../feed.ts';
import { checkContact } from './check.ts';
import { guardedContactColumns } from './field-scopes.ts';
import { contactMemory } from './moved-people.ts';
import { planContact } from './plan.ts';
import { readContact } from './read-contact.ts';
import { createContactRefresher } from './refresh.ts';
import { contactScopes } from './scopes.ts';
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
    scopes: contactScopes,
    guarded: guardedContactColumns,
    check: (context) => checkContact(config, context),
    plan: (read) => planContact(config, directory, read),
    announce: () => directory.expectWalk(),
    read: (read) => readContact({ config, directory }, read),
    memory: contactMemory,
    refresher: () => createContactRefresher(config, directory),
  };
}
