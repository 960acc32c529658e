import type { ApprovalSimulator } from './approval/approval-simulator.ts';
import { createApprovalSimulator } from './approval/create-approval-simulator.ts';
import { attendanceRoutes } from './attendance/attendance-routes.ts';
import { AttendanceSimulator } from './attendance/attendance-simulator.ts';
import { ruleRoutes } from './attendance/rule-routes.ts';
import type { Publish } from './events/tenant-event.ts';
import { Chats } from './im/chats.ts';
import { rangeEvent } from './people/contact-events.ts';
import { ContactRange } from './people/contact-range.ts';
import type { ContactService } from './people/contact-requests.ts';
import { departmentRoutes } from './people/department-routes.ts';
import { Directory } from './people/directory.ts';
import { directorySettingsRoutes } from './people/directory-settings-routes.ts';
import { groupRoutes } from './people/group-routes.ts';
import { Groups } from './people/groups.ts';
import { userRoutes } from './people/user-routes.ts';
import type { Route } from './route.ts';
import type { ResolvedSandboxOptions, VisibleRange } from './sandbox-options.ts';
import { createTableSimulator } from './tables/create-table-simulator.ts';
import type { TableSimulator } from './tables/table-simulator.ts';

/** The simulated company: what its people do to it, the endpoints that show it, and the truth to compare with. */
export class Tenant {
  readonly directory: Directory;
  readonly groups: Groups;
  readonly attendance: AttendanceSimulator;
  readonly approvals: ApprovalSimulator;
  readonly tables: TableSimulator;
  readonly chats: Chats;
  readonly routes: readonly Route[];
  readonly #publish: Publish;
  #contactRange: ContactRange;
  #attendanceRange: ContactRange;

  constructor(options: ResolvedSandboxOptions, publish: Publish) {
    this.#publish = publish;
    this.directory = new Directory(options, publish);
    this.chats = new Chats(options, this.directory);
    this.groups = new Groups(options.seed, options.groups, this.directory);
    this.approvals = createApprovalSimulator(options, this.directory, publish);
    this.tables = createTableSimulator(options, this.directory, publish);
    this.#contactRange = new ContactRange(options.contactRange, this.directory, this.groups);
    this.#attendanceRange = new ContactRange(options.attendanceRange, this.directory, this.groups);
    this.attendance = new AttendanceSimulator(options, {
      directory: this.directory,
      range: () => this.#attendanceRange,
      publish,
    });
    const contact: ContactService = {
      directory: this.directory,
      groups: this.groups,
      switches: options.switches,
      range: () => this.#contactRange,
    };
    const attendance = {
      simulator: this.attendance,
      directory: this.directory,
      range: () => this.#attendanceRange,
      switches: options.switches,
    };
    this.routes = [
      ...userRoutes(contact),
      ...departmentRoutes(contact),
      ...groupRoutes(contact),
      ...directorySettingsRoutes(contact),
      ...attendanceRoutes(attendance),
      ...ruleRoutes(attendance),
      ...this.approvals.routes,
      ...this.tables.routes,
    ];
  }

  get contactRange(): ContactRange {
    return this.#contactRange;
  }

  setContactRange(range: VisibleRange): void {
    const before = this.#contactRange;
    this.#contactRange = new ContactRange(range, this.directory, this.groups);
    this.#publish(rangeEvent(before, this.#contactRange, this.directory));
  }

  /** The data range that the attendance admin console gives the app; independent of the contact range. */
  setAttendanceRange(range: VisibleRange): void {
    this.#attendanceRange = new ContactRange(range, this.directory, this.groups);
  }
}
