import type { NodeSpec } from './definition-spec.ts';
import type { FormContent } from './form-text.ts';
import type { PersonNumber } from './person-number.ts';

/** In the capitals of the detail call; the search calls write lower case. A revoked instance is `CANCELED` with `reverted`. */
export type InstanceStatus = 'PENDING' | 'APPROVED' | 'REJECTED' | 'CANCELED' | 'DELETED';

/** A status is stored as its place in this list (`TaskIndex`). */
export const taskStatuses = ['PENDING', 'APPROVED', 'REJECTED', 'TRANSFERRED', 'DONE'] as const;
type TaskStatus = (typeof taskStatuses)[number];

/** A task as it stands. `endMs` is 0 while it is pending; `tasks/search` can order by `updatedMs`. */
export interface TaskState {
  readonly id: string;
  readonly person: PersonNumber;
  readonly nodeId: string;
  readonly type: 'AND' | 'OR' | 'SEQUENTIAL' | 'AUTO_PASS' | 'AUTO_REJECT';
  readonly startMs: number;
  status: TaskStatus;
  endMs: number;
  updatedMs: number;
}

/** An entry of the timeline. `type` is the name that the platform gives it: `START`, `PASS`, `TRANSFER` … */
export interface TimelineState {
  readonly type: string;
  readonly ms: number;
  readonly person: PersonNumber;
  readonly nodeKey: string;
  readonly taskId?: string;
  readonly comment?: string;
  /** New, added or removed approvers. */
  readonly people?: readonly PersonNumber[];
  readonly copies?: readonly { readonly person: PersonNumber; readonly id: string }[];
  readonly file?: string;
}

/** A comment. A deleted one is gone from the detail; the comments call still shows it. */
export interface CommentState {
  readonly id: string;
  readonly person: PersonNumber;
  readonly createdMs: number;
  text: string;
  updatedMs: number;
  isDeleted: boolean;
  readonly file?: string;
}

/** One approval instance as it stands; generated ones are made anew at each read, changed ones are kept. */
export interface InstanceState {
  readonly code: string;
  readonly approvalCode: string;
  readonly seed: number;
  readonly serialNumber: string;
  readonly uuid: string;
  readonly initiator: PersonNumber;
  readonly createdMs: number;
  readonly revertedCode?: string;
  readonly modifiedCode?: string;
  readonly linkedCodes: readonly string[];
  form: FormContent;
  status: InstanceStatus;
  isReverted: boolean;
  endMs: number;
  /** Where it stands in the definition's nodes; -1 is the initiator's own node after a rollback. */
  nodeAt: number;
  idsGiven: number;
  readonly tasks: TaskState[];
  readonly timeline: TimelineState[];
  readonly comments: CommentState[];
}

/** The node in which an instance begins, and to which a rollback to the initiator returns. */
export const startNode: NodeSpec = {
  id: 'b078ffd28db767c502ac367053f6e0ac',
  name: { zh: '发起', en: 'Start' },
  type: 'AND',
  approvers: 1,
};
