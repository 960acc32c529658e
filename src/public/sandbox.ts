/**
 * A simulated tenant of Lark or Feishu, for tests of your own: it speaks the Open Platform's API, keeps its limits, and shares no code
 * with the client.
 *
 * @packageDocumentation
 */
export type { AppEvents, EventOptions } from '../sandbox/events/event-options.ts';
export type { EndpointStats, SandboxStats } from '../sandbox/gateway/call-stats.ts';
export type { FaultKind, FaultPlan, FaultRule } from '../sandbox/gateway/fault-plan.ts';
export type { CardButton, CardView } from '../sandbox/im/card-json.ts';
export type { ChatPeople, ChatSeen, Doer, GroupWanted } from '../sandbox/im/people.ts';
export type { Press, Pressed } from '../sandbox/im/press.ts';
export type { Said, SaidFile, SaidMessage } from '../sandbox/im/said.ts';
export type { Played } from '../sandbox/im/script/play-script.ts';
export type { PlayedChat } from '../sandbox/im/script/played-chat.ts';
export type { SeenMessage } from '../sandbox/im/transcript.ts';
export type {
  ApprovalSize,
  AttendanceSize,
  BaseSize,
  ResolvedSandboxOptions,
  SandboxApp,
  SandboxOptions,
  SandboxRegion,
  SandboxSwitches,
  SandboxTenant,
  TenantSize,
  VisibleRange,
} from '../sandbox/sandbox-options.ts';
export type { SandboxControls } from '../sandbox/start-sandbox.ts';
export type { ExactNumber } from '../util/exact-number.ts';
export type { JsonObject, JsonValue } from '../util/json.ts';
export { type Sandbox, startSandbox } from './start-sandbox.ts';
