import type { Module } from '../module.ts';
import { approvalEvents } from './events.ts';
import { approvalScopes } from './scopes.ts';
import { type ApprovalSettings, approvalSettings, defaultDaysBack } from './settings.ts';
import { approvalTemplate } from './template.ts';

/** All that the rest of the program knows of Approval; it is registered once, in the list of modules. */
export const approvalModule: Module<ApprovalSettings> = {
  name: 'approval',
  title: { en: 'Approval', zh: '审批' },
  apiAreas: ['approval'],
  settings: approvalSettings,
  requires: ['approval_codes'],
  daysBack: defaultDaysBack,
  template: approvalTemplate,
  scopes: approvalScopes,
  events: approvalEvents,
  // Comments have none, and whole payloads hold them.
  // Comments, copies and edits of a form have none.
  toldByEvents: (stream) => (['approval_instances', 'approval_tasks'].includes(stream) ? 'rows' : 'nothing'),
  loadQuestions: async () => (await import('./questions.ts')).approvalQuestions,
  loadStreams: async () => (await import('./streams.ts')).approvalStreams,
  load: async (settings) => {
    const { createApprovalFeed } = await import('./feed.ts');
    return () => createApprovalFeed(settings);
  },
};
