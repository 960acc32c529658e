/** A page with a service of its own. */
export const botPage = 'docs/how-to/bot-step-by-step.md';

/** A page whose commands `test/docs/runbook.long.test.ts` follows. */
export const runbookPage = 'docs/how-to/runbook.md';

/** A page whose commands `test/docs/forget-a-tenant.test.ts` runs. */
export const forgetPage = 'docs/how-to/forget-a-tenant.md';

/** Pages whose commands ask a service; in the order in which a person reads them, for each goes on from those before. */
export const servicePages: readonly string[] = [
  'docs/how-to/run-the-service.md',
  'docs/how-to/try-the-service.md',
  'docs/how-to/connect-an-app.md',
  'docs/how-to/make-a-pipeline.md',
  'docs/how-to/terminal-files-programs.md',
  'docs/how-to/sign-in.md',
  'docs/how-to/alerts.md',
  'docs/how-to/secure-the-service.md',
  'docs/how-to/back-up-the-service.md',
  'docs/how-to/run-on-many-machines.md',
];
