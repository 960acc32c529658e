import type { JsonObject } from '../../util/json.ts';
import type { Publish } from '../events/tenant-event.ts';
import type { Directory } from '../people/directory.ts';
import { hash32, randomFor } from '../random.ts';
import type { Route } from '../route.ts';
import { SandboxUseError } from '../sandbox-use-error.ts';
import { approvalEvents, type InstanceSnapshot, snapshotOf } from './approval-events.ts';
import type { ApprovalOptions } from './approval-options.ts';
import { ApprovalPeople } from './approval-people.ts';
import { type Approval, type ApprovalService, findInstance } from './approval-service.ts';
import { type DefinitionState, definitionPayload } from './definition-payload.ts';
import { definitionTemplates } from './definition-templates.ts';
import { detailRoutes } from './detail-routes.ts';
import { FileLinks } from './file-links.ts';
import type { InstanceFlow } from './instance-flow.ts';
import { instancePayload } from './instance-payload.ts';
import { instanceSearchRoutes } from './instance-search-routes.ts';
import type { InstanceState } from './instance-state.ts';
import { InstanceStore } from './instance-store.ts';
import { codesIn, listRoute } from './list-route.ts';
import { taskSearchRoute } from './task-search-route.ts';

const dayMs = 86_400_000;

/** What the tenant's Approval is generated from. `now` is its clock, in milliseconds. */
interface ApprovalSimulatorOptions extends ApprovalOptions {
  readonly seed: number;
  readonly now: () => number;
  /** The end of the generated history. */
  readonly anchorMs: number;
  readonly publish: Publish;
}

/** What a test says of the instance that it submits; the rest is generated. */
interface NewInstance {
  /** open_id, union_id or user_id of who submits it; the first person when left out. */
  readonly initiator?: string;
  /** Widgets of the form as the detail shows them; generated when left out. */
  readonly form?: readonly JsonObject[];
  readonly uuid?: string;
  /** Now when left out. */
  readonly createdMs?: number;
  /** Code of the instance that this one revokes. */
  readonly revertedCode?: string;
  /** Code of the instance that this one modifies. */
  readonly modifiedCode?: string;
}

/** Approval in the simulated tenant: its endpoints, what users can do to instances, and the truth to compare with. */
export class ApprovalSimulator {
  readonly routes: readonly Route[];
  readonly #options: ApprovalSimulatorOptions;
  readonly #service: ApprovalService;
  readonly #approvals = new Map<string, Approval>();

  constructor(options: ApprovalSimulatorOptions, directory: Directory) {
    this.#options = options;
    for (const at of options.definitions.keys()) this.#addApproval(at);
    const links = new FileLinks(options.now);
    this.#service = { options: options, people: new ApprovalPeople(directory), links, approvals: this.#approvals };
    const service = this.#service;
    this.routes = [
      listRoute(service),
      ...detailRoutes(service),
      taskSearchRoute(service),
      ...instanceSearchRoutes(service),
    ];
  }

  /** Codes of all definitions, in the order of the options. */
  get approvalCodes(): readonly string[] {
    return [...this.#approvals.keys()];
  }

  /** `data` of the definition call, in its default language. */
  apiDefinition(approvalCode: string): JsonObject {
    return definitionPayload(this.#approval(approvalCode).definition, {
      locale: null,
      withAdminIds: false,
      people: this.#service.people,
    });
  }

  /** Codes by creation time, oldest first, both ends included; deleted ones only while they stay readable. */
  *instanceCodes(
    asked: { approvalCode?: string; fromMs?: number; toMs?: number } = {},
  ): Generator<string, void, undefined> {
    const approvals =
      asked.approvalCode === undefined ? this.#approvals.values() : [this.#approval(asked.approvalCode)];
    const window = { fromMs: asked.fromMs ?? 0, untilMs: (asked.toMs ?? Number.MAX_SAFE_INTEGER - 1) + 1 };
    for (const approval of approvals) yield* codesIn(approval, window);
  }

  /** `data` of the detail call as an app with all scopes gets it, in the default language; file links differ at each call. */
  apiInstance(code: string): JsonObject {
    const { state, approval } = this.#require(code);
    const { people, links } = this.#service;
    return instancePayload(state, {
      people,
      links,
      spec: approval.definition.spec,
      locale: null,
      withUserIds: true,
      nestedMutableGroup: false,
    });
  }

  /** The `data` of every instance, definition after definition. */
  *apiInstances(): Generator<JsonObject, void, undefined> {
    for (const code of this.instanceCodes()) yield this.apiInstance(code);
  }

  createInstance(approvalCode: string, wanted: NewInstance = {}): string {
    const approval = this.#approval(approvalCode);
    const nowMs = wanted.createdMs ?? this.#options.now();
    const initiator = wanted.initiator === undefined ? 0 : this.#service.people.numberOf(wanted.initiator);
    if (initiator === undefined)
      throw new SandboxUseError(`No person has the id ${wanted.initiator}: take one from directory.people()`);
    const form =
      wanted.form === undefined
        ? { seed: hash32(this.#options.seed, 'form', approval.instances.changes) }
        : { widgets: wanted.form };
    const of = {
      ...(wanted.revertedCode === undefined ? {} : { revertedCode: wanted.revertedCode }),
      ...(wanted.modifiedCode === undefined ? {} : { modifiedCode: wanted.modifiedCode }),
    };
    const state = approval.instances.add({ initiator, form, nowMs, uuid: wanted.uuid ?? '', of });
    this.#tellChange(state, snapshotOf(undefined), nowMs);
    return state.code;
  }

  /** The first waiting approver agrees. */
  approve(code: string, comment?: string): void {
    this.#changeOpen(code, (flow, nowMs) => flow.pass(nowMs, comment));
  }

  reject(code: string, comment?: string): void {
    this.#changeOpen(code, (flow, nowMs) => flow.reject(nowMs, comment));
  }

  /** Everybody agrees until the instance is APPROVED. */
  finish(code: string): void {
    this.#changeOpen(code, (flow, nowMs) => {
      while (flow.isOpen && flow.pendingTasks.length > 0) flow.pass(nowMs);
    });
  }

  /** The first waiting approver hands the task on. */
  transfer(code: string): void {
    this.#changeOpen(code, (flow, nowMs) => flow.transfer(nowMs));
  }

  addApprover(code: string): void {
    this.#changeOpen(code, (flow, nowMs) => flow.addApprover('ADD_APPROVER', nowMs));
  }

  /** Back to the initiator (-1), or to the n-th node of the definition. */
  rollback(code: string, toNode = -1): void {
    this.#changeOpen(code, (flow, nowMs) => flow.rollback(toNode, nowMs));
  }

  /** The initiator hands in again after a rollback; the same instance then has another form. */
  resubmit(code: string, form?: readonly JsonObject[]): void {
    const seed = hash32(this.#options.seed, 'resubmit', code, this.#require(code).approval.instances.changes);
    this.#changeOpen(code, (flow, nowMs) => flow.resubmit(form === undefined ? { seed } : { widgets: form }, nowMs));
  }

  /** The initiator withdraws a pending instance. */
  cancel(code: string): void {
    this.#changeOpen(code, (flow, nowMs) => flow.cancel(nowMs));
  }

  /** Takes an APPROVED instance back. */
  revoke(code: string): void {
    if (this.#require(code).state.status !== 'APPROVED')
      throw new SandboxUseError(`Instance ${code} is not APPROVED: finish() it first`);
    this.#change(code, (flow, nowMs) => flow.revoke(this.#options.revokedStatus, nowMs));
  }

  /** Gives the comment's id. */
  addComment(code: string, text: string, file?: string): string {
    let id = '';
    this.#change(code, (flow, nowMs) => {
      id = flow.comment(text, nowMs, file === undefined ? {} : { file });
    });
    return id;
  }

  editComment(code: string, commentId: string, text: string): void {
    this.#changeComment(code, commentId, (comment) => {
      comment.text = text;
    });
  }

  /** The comment vanishes from the detail; only the comments call still shows it. */
  removeComment(code: string, commentId: string): void {
    this.#changeComment(code, commentId, (comment) => {
      comment.isDeleted = true;
    });
  }

  /** Deletes an instance: status DELETED, or 1390003 from now on, as the options say. */
  deleteInstance(code: string): void {
    const { state, approval } = this.#require(code);
    if (this.#options.deletedInstances === 'gone') {
      const before = snapshotOf(state);
      approval.instances.erase(state.code);
      this.#tellChange({ ...state, status: 'DELETED' }, before, this.#options.now());
    } else this.#change(code, (flow, nowMs) => flow.remove(nowMs));
  }

  renameDefinition(approvalCode: string, name: string): void {
    this.#approval(approvalCode).definition.name = name;
    this.#options.publish({
      type: 'approval.approval.updated_v4',
      schema: '2.0',
      body: { object: { approval_code: approvalCode, timestamp: Math.floor(this.#options.now() / 1000) } },
      subject: { kind: 'approval', id: approvalCode },
    });
  }

  setDefinitionStatus(approvalCode: string, status: DefinitionState['status']): void {
    this.#approval(approvalCode).definition.status = status;
  }

  #changeComment(code: string, commentId: string, act: (comment: InstanceState['comments'][number]) => void): void {
    this.#change(code, (flow, nowMs) => {
      const comment = flow.state.comments.find((candidate) => candidate.id === commentId);
      if (comment === undefined) throw new SandboxUseError(`Instance ${code} has no comment ${commentId}`);
      comment.updatedMs = nowMs;
      act(comment);
    });
  }

  #changeOpen(code: string, act: (flow: InstanceFlow, nowMs: number) => void): void {
    const { status } = this.#require(code).state;
    if (status !== 'PENDING')
      throw new SandboxUseError(`Instance ${code} is ${status}, only a PENDING one can be acted on`);
    this.#change(code, act);
  }

  #change(code: string, act: (flow: InstanceFlow, nowMs: number) => void): void {
    const { state, approval } = this.#require(code);
    const nowMs = this.#options.now();
    const before = snapshotOf(state);
    approval.instances.change(state, nowMs, (flow) => act(flow, nowMs));
    this.#tellChange(this.#require(code).state, before, nowMs);
  }

  #tellChange(state: InstanceState, before: InstanceSnapshot, nowMs: number): void {
    const { people } = this.#service;
    const idsOf = (person: number): { open_id: string; user_id: string } => ({
      open_id: people.at(person).openId,
      user_id: people.at(person).userId,
    });
    for (const event of approvalEvents(state, before, { nowMs, idsOf })) this.#options.publish(event);
  }

  #require(code: string): { state: InstanceState; approval: Approval } {
    const found = findInstance(this.#service, code);
    if (found === undefined) throw new SandboxUseError(`No instance ${code} in this tenant`);
    return found;
  }

  #approval(approvalCode: string): Approval {
    const approval = this.#approvals.get(approvalCode);
    if (approval === undefined) throw new SandboxUseError(`No approval ${approvalCode}: take one from approvalCodes`);
    return approval;
  }

  #addApproval(at: number): void {
    const { seed, anchorMs, spanDays, definitions } = this.#options;
    const size = definitions[at];
    if (size === undefined) return;
    const hex = randomFor(seed, 'approval', at).hex(32).toUpperCase();
    const code = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
    const spec = definitionTemplates[size.template];
    const definition: DefinitionState = { code, spec, status: size.status ?? 'ACTIVE', name: undefined };
    const firstMs = anchorMs - spanDays * dayMs;
    const instances = new InstanceStore({
      seed,
      at,
      approvalCode: code,
      spec,
      instances: size.instances,
      firstMs,
      lastMs: anchorMs,
    });
    this.#approvals.set(code, { definition, instances });
  }
}
