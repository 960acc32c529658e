import { type ApprovalWorld, createApprovalWorld } from './approval/world.ts';
import { AttendanceWorld } from './attendance/world.ts';
import type { Tell } from './events/tenant-event.ts';
import type { SandboxOptions, VisibleRange } from './options.ts';
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
import { createTableWorld } from './tables/create-table-world.ts';
import type { TableWorld } from './tables/world.ts';

/** The simulated company: what its people do to it, the endpoints that show it, and the truth to compare with. */
export class Tenant {
  readonly directory: Directory;
  readonly groups: Groups;
  readonly attendance: AttendanceWorld;
  readonly approvals: ApprovalWorld;
  readonly tables: TableWorld;
  readonly routes: readonly Route[];
  readonly #tell: Tell;
  #contactRange: ContactRange;
  #attendanceRange: ContactRange;

  constructor(options: SandboxOptions, tell: Tell) {
    this.#tell = tell;
    this.directory = new Directory(options, tell);
    this.groups = new Groups(options.seed, options.groups, this.directory);
    this.approvals = createApprovalWorld(options, this.directory, tell);
    this.tables = createTableWorld(options, this.directory, tell);
    this.#contactRange = new ContactRange(options.contactRange, this.directory, this.groups);
    this.#attendanceRange = new ContactRange(options.attendanceRange, this.directory, this.groups);
    this.attendance = new AttendanceWorld(options, {
      directory: this.directory,
      range: () => this.#attendanceRange,
      tell,
    });
    const contact: ContactService = {
      directory: this.directory,
      groups: this.groups,
      switches: options.switches,
      range: () => this.#contactRange,
    };
    this.routes = [
      ...userRoutes(contact),
      ...departmentRoutes(contact),
      ...groupRoutes(contact),
      ...directorySettingsRoutes(contact),
      ...this.attendance.routes,
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
    this.#tell(rangeEvent(before, this.#contactRange, this.directory));
  }

  /** The data range that the attendance admin console gives the app; independent of the contact range. */
  setAttendanceRange(range: VisibleRange): void {
    this.#attendanceRange = new ContactRange(range, this.directory, this.groups);
  }
}
