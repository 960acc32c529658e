import type { ApprovalConfig } from './approval/settings.ts';
import type { AttendanceConfig } from './attendance/settings.ts';
import type { BaseConfig } from './base/settings.ts';
import { Directory } from './contact/directory.ts';
import type { ContactConfig } from './contact/settings.ts';
import type { Feed } from './feed.ts';

/** The modules that are switched on, each with its options. */
export interface ModuleConfigs {
  readonly approval?: ApprovalConfig;
  readonly base?: BaseConfig;
  readonly attendance?: AttendanceConfig;
  readonly contact?: ContactConfig;
}

/** Makes a feed; the directory is shared by the feeds of one read. */
type FeedMaker = (directory: Directory) => Feed;

const makers = {
  approval: async (config: ApprovalConfig): Promise<FeedMaker> => {
    const { createApprovalFeed } = await import('./approval/feed.ts');
    return () => createApprovalFeed(config);
  },
  base: async (config: BaseConfig): Promise<FeedMaker> => {
    const { createBaseFeed } = await import('./base/feed.ts');
    return () => createBaseFeed(config);
  },
  attendance: async (config: AttendanceConfig): Promise<FeedMaker> => {
    const { createAttendanceFeed } = await import('./attendance/feed.ts');
    return (directory) => createAttendanceFeed(config, directory);
  },
  contact: async (config: ContactConfig): Promise<FeedMaker> => {
    const { createContactFeed } = await import('./contact/feed.ts');
    return (directory) => createContactFeed(config, directory);
  },
} as const;

/** Names of the streams of every module, but for those that depend on the tenant. */
export async function loadStreamNames(): Promise<string[]> {
  const [{ approvalStreams }, { baseStreams }, { attendanceStreams }, { contactStreams }] = await Promise.all([
    import('./approval/streams.ts'),
    import('./base/streams.ts'),
    import('./attendance/streams.ts'),
    import('./contact/streams.ts'),
  ]);
  return [...approvalStreams, ...baseStreams, ...attendanceStreams, ...contactStreams].map(({ name }) => name);
}

/** Loads the code of the modules that are switched on, and of no others; gives what makes their feeds for one read. */
export async function loadFeeds(modules: ModuleConfigs): Promise<() => Feed[]> {
  const { approval, base, attendance, contact } = modules;
  const loaded = await Promise.all([
    ...(approval === undefined ? [] : [makers.approval(approval)]),
    ...(base === undefined ? [] : [makers.base(base)]),
    ...(attendance === undefined ? [] : [makers.attendance(attendance)]),
    ...(contact === undefined ? [] : [makers.contact(contact)]),
  ]);
  return () => {
    const directory = new Directory();
    return loaded.map((make) => make(directory));
  };
}
