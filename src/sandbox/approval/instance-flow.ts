import { hash32 } from '../random.ts';
import type { NodeSpec } from './definition-spec.ts';
import type { FormContent } from './form-text.ts';
import {
  type InstanceState,
  type InstanceStatus,
  startNode,
  type TaskState,
  type TimelineState,
} from './instance-state.ts';
import { nobody, type PersonNumber } from './person-number.ts';

/** Moves one instance through its definition's nodes, writing tasks and timeline as the platform does. */
export class InstanceFlow {
  readonly state: InstanceState;
  readonly #nodes: readonly NodeSpec[];

  constructor(state: InstanceState, nodes: readonly NodeSpec[]) {
    this.state = state;
    this.#nodes = nodes;
  }

  get pendingTasks(): readonly TaskState[] {
    return this.state.tasks.filter((task) => task.status === 'PENDING');
  }

  get isOpen(): boolean {
    return this.state.status === 'PENDING';
  }

  start(ms: number): void {
    this.#note({ type: 'START', ms, person: this.state.initiator, nodeKey: '' });
    this.#enter(0, ms);
  }

  /** The first waiting approver agrees. */
  pass(ms: number, comment?: string): void {
    const [task] = this.pendingTasks;
    if (task === undefined) return;
    this.#close(task, 'APPROVED', ms);
    this.#note({
      type: 'PASS',
      ms,
      person: task.person,
      taskId: task.id,
      nodeKey: this.#nodeKey(),
      ...(comment === undefined ? {} : { comment }),
    });
    const node = this.#nodes[this.state.nodeAt];
    if (node?.type === 'OR') for (const other of this.pendingTasks) this.#close(other, 'DONE', ms);
    if (this.pendingTasks.length > 0) return;
    const handled = this.state.tasks.filter((done) => done.nodeId === node?.id && done.status === 'APPROVED').length;
    if (node?.type === 'SEQUENTIAL' && handled < node.approvers) this.#open(node, this.#approver(node, handled), ms);
    else this.#enter(this.state.nodeAt + 1, ms);
  }

  reject(ms: number, comment = '不同意'): void {
    const [task] = this.pendingTasks;
    if (task === undefined) return;
    this.#close(task, 'REJECTED', ms);
    this.#note({
      type: 'REJECT',
      ms,
      person: task.person,
      taskId: task.id,
      nodeKey: this.#nodeKey(),
      comment,
      file: 'reason.png',
    });
    this.#finish('REJECTED', ms);
  }

  transfer(ms: number): void {
    const [task] = this.pendingTasks;
    const node = this.#nodes[this.state.nodeAt];
    if (task === undefined || node === undefined) return;
    this.#close(task, 'TRANSFERRED', ms);
    const next = task.person + 1;
    this.#note({
      type: 'TRANSFER',
      ms,
      person: task.person,
      taskId: task.id,
      nodeKey: this.#nodeKey(),
      people: [next],
    });
    this.#open(node, next, ms);
  }

  addApprover(type: 'ADD_APPROVER_BEFORE' | 'ADD_APPROVER' | 'ADD_APPROVER_AFTER', ms: number): void {
    const [task] = this.pendingTasks;
    const node = this.#nodes[this.state.nodeAt];
    if (task === undefined || node === undefined) return;
    const added = task.person + 2;
    this.#note({ type, ms, person: task.person, taskId: task.id, nodeKey: this.#nodeKey(), people: [added] });
    this.#open(node, added, ms);
  }

  deleteApprover(ms: number): void {
    const [task, second] = this.pendingTasks;
    if (task === undefined || second === undefined) return;
    this.#close(second, 'DONE', ms);
    this.#note({ type: 'DELETE_APPROVER', ms, person: task.person, nodeKey: this.#nodeKey(), people: [second.person] });
  }

  /** The platform decides by itself: a task without a person, and the next node (or the end). */
  decideAutomatically(type: 'AUTO_PASS' | 'AUTO_REJECT', ms: number): void {
    const node = this.#nodes[this.state.nodeAt];
    if (node === undefined) return;
    for (const task of this.pendingTasks) this.#close(task, 'DONE', ms);
    const task = this.#open(node, nobody, ms, type);
    this.#close(task, type === 'AUTO_PASS' ? 'APPROVED' : 'REJECTED', ms);
    this.#note({ type, ms, person: nobody, taskId: task.id, nodeKey: this.#nodeKey() });
    if (type === 'AUTO_REJECT') this.#finish('REJECTED', ms);
    else this.#enter(this.state.nodeAt + 1, ms);
  }

  /** An approver who already agreed earlier is passed over. */
  removeRepeat(ms: number): void {
    const [task] = this.pendingTasks;
    if (task === undefined) return;
    this.#close(task, 'DONE', ms);
    this.#note({ type: 'REMOVE_REPEAT', ms, person: task.person, taskId: task.id, nodeKey: this.#nodeKey() });
    if (this.pendingTasks.length === 0) this.#enter(this.state.nodeAt + 1, ms);
  }

  /** Back to a node that was passed, or to the initiator (-1); the old tasks stay as DONE and new ones appear at the node. */
  rollback(toNode: number, ms: number): void {
    const [task] = this.pendingTasks;
    for (const open of this.pendingTasks) this.#close(open, 'DONE', ms);
    const type = toNode < 0 ? 'ROLLBACK' : 'ROLLBACK_SELECTED';
    this.#note({
      type,
      ms,
      person: task?.person ?? nobody,
      nodeKey: this.#nodeKey(),
      comment: '请补充材料',
      ...(task === undefined ? {} : { taskId: task.id }),
    });
    if (toNode >= 0) {
      this.#enter(toNode, ms);
      return;
    }
    this.state.nodeAt = -1;
    this.#open(startNode, this.state.initiator, ms);
  }

  /** The initiator hands in again after a rollback: the same instance with another form. */
  resubmit(form: FormContent, ms: number): void {
    for (const task of this.pendingTasks) this.#close(task, 'APPROVED', ms);
    this.state.form = form;
    this.#note({ type: 'START', ms, person: this.state.initiator, nodeKey: '' });
    this.#enter(0, ms);
  }

  cancel(ms: number): void {
    this.#note({ type: 'CANCEL', ms, person: this.state.initiator, nodeKey: '' });
    this.#finish('CANCELED', ms);
  }

  /** Takes an approved instance back; the end time moves because it ends again. */
  revoke(becomes: 'CANCELED' | 'PENDING', ms: number): void {
    this.#note({ type: 'CANCEL', ms, person: this.state.initiator, nodeKey: '' });
    if (becomes === 'PENDING') {
      this.state.status = 'PENDING';
      this.state.endMs = 0;
      this.#enter(0, ms);
      return;
    }
    this.state.isReverted = true;
    this.#finish('CANCELED', ms);
  }

  remove(ms: number): void {
    this.#note({ type: 'DELETE', ms, person: nobody, nodeKey: '' });
    this.#finish('DELETED', ms);
  }

  comment(text: string, ms: number, options: { person?: PersonNumber; file?: string } = {}): string {
    const id = this.#nextId();
    const person = options.person ?? this.state.initiator;
    const { file } = options;
    this.state.comments.push({
      id,
      person,
      createdMs: ms,
      updatedMs: ms,
      text,
      isDeleted: false,
      ...(file === undefined ? {} : { file }),
    });
    return id;
  }

  #enter(at: number, ms: number): void {
    this.state.nodeAt = at;
    const node = this.#nodes[at];
    if (node === undefined) {
      this.#finish('APPROVED', ms);
    } else if (node.type === 'CC_NODE') {
      const copies = Array.from({ length: node.approvers }, (_, step) => ({
        person: this.#approver(node, step),
        id: this.#nextId(),
      }));
      this.#note({ type: 'CC', ms, person: this.state.initiator, nodeKey: node.id, copies });
      this.#enter(at + 1, ms);
    } else {
      const together = node.type === 'SEQUENTIAL' ? 1 : node.approvers;
      for (let step = 0; step < together; step++) this.#open(node, this.#approver(node, step), ms);
    }
  }

  #open(node: NodeSpec, person: PersonNumber, ms: number, type?: 'AUTO_PASS' | 'AUTO_REJECT'): TaskState {
    const kind = type ?? (node.type === 'CC_NODE' ? 'AND' : node.type);
    const task: TaskState = {
      id: this.#nextId(),
      person,
      nodeId: node.id,
      type: kind,
      startMs: ms,
      status: 'PENDING',
      endMs: 0,
      updatedMs: ms,
    };
    this.state.tasks.push(task);
    return task;
  }

  #close(task: TaskState, status: TaskState['status'], ms: number): void {
    task.status = status;
    task.endMs = ms;
    task.updatedMs = ms;
  }

  #finish(status: InstanceStatus, ms: number): void {
    for (const task of this.pendingTasks) this.#close(task, 'DONE', ms);
    this.state.status = status;
    this.state.endMs = ms;
  }

  #note(entry: TimelineState): void {
    this.state.timeline.push(entry);
  }

  #approver(node: NodeSpec, step: number): PersonNumber {
    return hash32(this.state.seed, node.id, step) >>> 1;
  }

  #nodeKey(): string {
    return this.#nodes[this.state.nodeAt]?.id ?? '';
  }

  #nextId(): string {
    this.state.idsGiven++;
    return `7${String(this.state.seed % 1_000_000_000).padStart(9, '0')}${String(this.state.idsGiven).padStart(9, '0')}`;
  }
}
