import type { ApiSchemas } from '../../client/contract/schemas.ts';

type Tried = ApiSchemas['ExplainedDecision']['tried'][number];
type Reply = ApiSchemas['Reply'];

/** A trigger as decisions name it; `version` 0 is its draft. */
interface TriedTrigger {
  readonly name: string;
  readonly version: number;
}

/** What the commands say of triggers, handlers and conversations. */
export interface BotTexts {
  readonly position: string;
  readonly publishedVersion: string;
  readonly handler: string;
  readonly shadow: string;
  readonly draft: string;
  readonly settings: string;
  readonly trigger: string;
  readonly version: string;
  readonly publishedAt: string;
  readonly lastTest: string;
  readonly passed: string;
  readonly notPassed: string;
  readonly enabled: string;
  readonly disabled: string;
  /** It fails: so many turns wait for another try, the oldest since then. */
  readonly failing: (turns: number, since: string) => string;
  readonly leftInPeace: (until: string) => string;
  readonly chat: string;
  readonly thread: string;
  readonly person: string;
  readonly conversation: string;
  readonly lastActive: string;
  readonly expires: string;
  readonly messages: string;
  readonly session: string;
  readonly attempt: string;
  readonly lastError: string;
  /** Of a turn that has ended well since. */
  readonly earlierError: string;
  readonly nextTry: string;
  readonly takenOver: string;
  /** Of a turn that was stopped. */
  readonly answerBegun: string;
  readonly tokens: string;
  readonly event: string;
  readonly setting: string;
  readonly before: string;
  readonly after: string;
  readonly pinned: string;
  readonly answer: string;
  readonly bystander: string;
  readonly noTriggers: string;
  readonly noTriggersYet: string;
  readonly noVersions: string;
  readonly noDifference: string;
  readonly noHandlers: string;
  readonly noHandlersYet: string;
  readonly makeOne: string;
  readonly noSessions: string;
  readonly noSessionsYet: string;
  readonly noMessages: string;
  readonly noTurns: string;
  readonly noTurnsYet: string;
  readonly noPastEvents: string;
  readonly nothingTried: string;
  readonly published: (trigger: string, version: number) => string;
  readonly typed: string;
  readonly triggerStates: Readonly<Record<ApiSchemas['Trigger']['state'], string>>;
  readonly handlerKinds: Readonly<Record<ApiSchemas['Handler']['kind'], string>>;
  readonly chatKinds: Readonly<Record<ApiSchemas['Session']['chatKind'], string>>;
  readonly sessionStates: Readonly<Record<ApiSchemas['Session']['state'], string>>;
  readonly closedWhy: Readonly<Record<NonNullable<ApiSchemas['Session']['closedWhy']>, string>>;
  readonly turnStates: Readonly<Record<ApiSchemas['Turn']['state'], string>>;
  readonly replyKinds: Readonly<Record<Reply['kind'], string>>;
  readonly replyStates: Readonly<Record<Reply['state'], string>>;
  /** Would take it, or has taken it. */
  readonly would: Readonly<Record<Tried['outcome'], (trigger: TriedTrigger, why: string) => string>>;
  readonly has: Readonly<Record<Tried['outcome'], (trigger: TriedTrigger, why: string) => string>>;
  readonly textHidden: string;
  readonly erase: (session: string) => string;
  readonly erased: (session: string) => string;
  readonly kept: string;
  readonly handlerMade: (name: string, id: string) => string;
  readonly handlerChanged: (name: string) => string;
  readonly handlerEnabled: (name: string) => string;
  readonly handlerDisabled: (name: string) => string;
  readonly testIt: string;
  readonly keyOnce: string;
  readonly keyUse: string;
  readonly keyLost: string;
  readonly keyKept: (file: string) => string;
  readonly keyRotated: (name: string) => string;
  readonly deleteHandler: (name: string) => string;
  readonly deleted: (name: string) => string;
  readonly triggerMade: (name: string, id: string) => string;
  readonly triggerChanged: (name: string) => string;
  readonly publishIt: string;
  readonly moved: (name: string, position: number) => string;
  readonly triggerPaused: (name: string) => string;
  readonly triggerResumed: (name: string) => string;
  readonly deleteTrigger: (name: string) => string;
  readonly replay: (count: number) => string;
  readonly replayed: (count: number) => string;
  readonly discard: (count: number) => string;
  readonly discarded: (count: number) => string;
  readonly noneToDiscard: string;
  readonly noneToReplay: string;
  readonly decidedAt: (integration: string, at: string) => string;
  readonly turnBecame: (turn: string, state: string) => string;
  readonly replyBecame: (kind: string, state: string) => string;
  readonly undecided: string;
  readonly notDecided: string;
  readonly noTurnOfIt: string;
  readonly listenKey: string;
  readonly replayIt: (turn: string) => string;
  readonly laterUntil: string;
  readonly listenAll: string;
  readonly listenTests: string;
  readonly listening: (trigger: string, url: string) => string;
  readonly listenLost: string;
  readonly notWaited: string;
}
