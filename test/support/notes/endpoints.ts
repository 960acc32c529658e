import type { Endpoint } from '../../../src/open-platform/endpoint.ts';

const scopes = ['notes:note:readonly'];

export const listNotes: Endpoint = {
  method: 'GET',
  path: '/open-apis/notes/v1/notes',
  limit: { perSecond: 10 },
  scopes,
  page: { items: 'items', maxSize: 50 },
};

export const getNote: Endpoint = {
  method: 'GET',
  path: '/open-apis/notes/v1/notes/:note_id',
  limit: { perSecond: 10 },
  scopes,
  holds: { note: 'object' },
};
