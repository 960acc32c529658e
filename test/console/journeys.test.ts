import { beforeAll, describe } from 'vitest';
import { SharedConsole } from '../support/shared-console.ts';
import { adminJourneys } from './journeys/admin.ts';
import { alertJourneys, endedAlertJourneys } from './journeys/alerts.ts';
import { doorJourneys } from './journeys/door.ts';
import { eventsJourneys } from './journeys/events.ts';
import { eachPageOnce } from './journeys/pages.ts';
import { pipelineJourneys } from './journeys/pipeline.ts';
import { runJourneys } from './journeys/run.ts';
import { sessionJourneys } from './journeys/sessions.ts';
import { triggerJourneys } from './journeys/triggers.ts';
import { wizardJourneys } from './journeys/wizard.ts';

/** Of one service, one tenant and one browser, for each of them takes seconds to begin. */
let shared: SharedConsole;
const given = () => shared;
beforeAll(async () => {
  // As many that deletes of most of them are held.
  shared = await SharedConsole.start({ users: 12 });
  return () => shared[Symbol.asyncDispose]();
});

// In this order: the door is seen before there is an account, and the page of events before any has come.
describe('door', () => doorJourneys(given));
describe('admin', () => adminJourneys(given));
describe('runs', () => runJourneys(given));
describe('events', () => eventsJourneys(given));
describe('triggers', () => triggerJourneys(given));
describe('sessions', () => sessionJourneys(given));
describe('alerts', () => alertJourneys(given));
describe('pages', () => eachPageOnce(given));
describe('pipelines', () => pipelineJourneys(given));
describe('wizard', () => wizardJourneys(given));
describe('alerts, later', () => endedAlertJourneys(given));
