import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { type EventDecision, eventDecisions } from '../../../../src/model/service/event-table.ts';
import { type DecisionCode, decisionCodes } from '../../../../src/model/triggers/decision.ts';
import { shellRoute } from '../../app/root-route.ts';
import { eventSteers } from '../../data/events.ts';
import { oneOf, type Paging, pagingOf, type RawSearch, textOf } from '../../data/search.ts';
import { type Span, spanNames } from '../runs/states.ts';
import { eventStates } from './states.ts';

/** What the address of the list says. */
export interface EventsSearch extends Paging {
  /** A text of what was pushed. */
  readonly text?: string | undefined;
  readonly state?: (typeof eventStates)[number] | undefined;
  readonly type?: string | undefined;
  readonly integration?: string | undefined;
  /** `open_id` of who has done it. */
  readonly person?: string | undefined;
  readonly chat?: string | undefined;
  /** Of an app of the store: key of the company. */
  readonly tenant?: string | undefined;
  /** For which pipeline. */
  readonly pipeline?: string | undefined;
  /** That was tried with them. */
  readonly trigger?: string | undefined;
  /** What triggers made of them. */
  readonly decision?: EventDecision | undefined;
  /** Why a trigger has not taken them. */
  readonly reason?: DecisionCode | undefined;
  readonly last?: Span | undefined;
  /** Times of receipt, UTC. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  /** What is planned for all that fit. */
  readonly plan?: (typeof eventSteers)[number] | undefined;
}

/** A time that anybody may have written. */
function timeOf(value: unknown): string | undefined {
  const ms = Date.parse(textOf(value) ?? '');
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}

export const eventsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/events',
  validateSearch: (raw: RawSearch): EventsSearch => ({
    text: textOf(raw.text),
    state: oneOf(raw.state, eventStates),
    type: textOf(raw.type),
    integration: textOf(raw.integration),
    person: textOf(raw.person),
    chat: textOf(raw.chat),
    tenant: textOf(raw.tenant),
    pipeline: textOf(raw.pipeline),
    trigger: textOf(raw.trigger),
    decision: oneOf(raw.decision, eventDecisions),
    reason: oneOf(raw.reason, decisionCodes),
    last: oneOf(raw.last, spanNames),
    since: timeOf(raw.since),
    until: timeOf(raw.until),
    plan: oneOf(raw.plan, eventSteers),
    ...pagingOf(raw),
  }),
  component: lazyRouteComponent(() => import('./events.tsx'), 'Events'),
});
