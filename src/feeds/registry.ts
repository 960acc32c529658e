import { approvalModule } from './approval/module.ts';
import { attendanceModule } from './attendance/module.ts';
import { baseModule } from './base/module.ts';
import { contactModule } from './contact/module.ts';
import type { Module } from './module.ts';

/** Every module, in the order in which a person meets them. A new one is a folder and a line here. */
export const modules: readonly Module[] = [approvalModule, baseModule, attendanceModule, contactModule];
