import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** Why a file takes secrets out of their wrapping. */
const revealing: Readonly<Record<string, string>> = {
  'src/config/destinations/postgres.ts': 'host and database in the address of a Postgres are shown',
  'src/app/create-app-client.ts': 'filled into the configuration: the secrets of an integration',
  'src/control/triggers/pairing-code.ts': 'compared: with the code that a person gives',
  'src/config/variables.ts': 'filled into the configuration: what a person has typed',
  'src/control/alert-channels/channel-secrets.ts': 'checked: whether it is a key of Standard Webhooks',
  'src/control/alert-channels/sealed-url.ts': 'sent to: the URL of a channel, whose path may be a secret',
  'src/control/files/apply-channel.ts': 'sealed: the URL of a channel, out of a file and its variables',
  'src/handlers/command/command-handler.ts':
    'handed to the program that an operator allows; looked for in what it says',
  'src/control/handlers/handler-faults.ts': 'compared: whether it can be the value of a header',
  'src/http/api/routes/handlers.ts': 'shown once: the key of signatures that was made for whoever asks',
  'src/http/api/routes/trigger-pairing.ts': 'shown: the code that people are told to send to the bot',
  'src/handlers/http/http-handler.ts': 'sent: what headers hold that a handler asks for',
  'src/handlers/kafka/kafka-connection.ts': 'sent: the password of a user of Kafka, by PLAIN',
  'src/handlers/kafka/scram.ts': 'proved: the password of a user of Kafka',
  'src/handlers/nats/nats-credentials.ts': 'sent: password and token of NATS; signed with: the key of its credentials',
  'src/handlers/openai/openai-handler.ts': 'sent: the key of a language model; looked for in what its endpoint says',
  'src/notify/send-mail.ts': 'sent: the password of a mail server; looked for in what the server says',
  'src/outbound/webhook-signature.ts': 'the key of signatures',
  'src/control/destinations/make-destination.ts': 'checked: the address of a Postgres',
  'src/control/destinations/set-destination-secret.ts': 'checked: the address of a Postgres',
  'src/control/pipelines/database-of.ts': 'compared: server and database, without who signs in',
  'src/control/request-hash.ts': 'the key of hashes: Node needs the text',
  'src/control/replies/reply-handle.ts': 'the key of reply handles: Node needs the text',
  'src/control/integrations/make-integration.ts':
    'checked: whether they are credentials as the platform gives them out',
  'src/operations/serve/asked-tokens.ts': 'told to our own worker: a token that the platform has refused',
  'src/operations/serve/token-shelf.ts': 'sealed for the other processes; the secret is hashed',
  'src/operations/serve/checks/check-webhook.ts': 'sent to our own webhook, to see that it answers',
  'src/operations/serve/open-receiver.ts': 'variables of the configuration of a receiver, for its parser',
  'src/operations/serve/run-process.ts': 'told to the process of a run: the token with which it calls',
  'src/operations/serve/service-probe.ts': 'filled into the configuration: the secrets of a pipeline',
  'src/secrets/body-vault.ts': 'the key of what was said in a conversation',
  'src/secrets/vault.ts': 'sealed',
  'src/control/destinations/through-guard.ts': 'host in the address of a Postgres is looked up',
  'src/cli/remote/signing-key.ts': 'shown once, or put into a file of the person: the key of signatures',
  'src/cli/commands/listen-to-trigger.ts':
    'tells the developer by which key requests are signed, and keeps it in their file',
  'src/cli/remote/open-remote.ts': 'sent: the API token',
  'src/cli/commands/init.ts': 'the typed secret goes into its file',
  'src/events/long-connection/endpoint.ts': 'sent: the app secret',
  'src/events/long-connection/long-connection.ts': 'dialled: the address holds a ticket',
  'src/events/webhook/secrets.ts': 'the keys of deciphering and of signatures; compared: token and signature',
  'src/model/redactor.ts': 'looked for in what is about to be shown',
  'src/open-platform/request-parts.ts': 'sent: the authorization header',
  'src/open-platform/tokens/store-app.ts': 'sent: app secret, ticket and app access token',
  'src/open-platform/tokens/token-fetcher.ts': 'sent: the app secret',
  'src/identity/oidc.ts': 'sent: the secret of a client at a provider of sign-in',
  'src/open-platform/sign-in.ts': 'sent: the app secret and the code of who signs in',
  'src/operations/demo/agent/demo-tables.ts': 'the address of the store, to name another database beside it',
  'src/operations/serve/open-service.ts': 'the address of the store, for what must not be shown',
  'src/operations/serve/run-child.ts': 'told to the process of an attempt: the configuration of its pipeline',
  'src/operations/serve/triggers/handlers.ts': 'compared: whether a handler has other secrets by now',
  'src/outbound/create-dispatcher.ts': 'sent: the password of a proxy',
  'src/outbound/web-socket-route.ts': 'sent: the password of a proxy',
  'src/postgres/postgres-address.ts': 'the address is taken apart',
  'src/postgres/connect-postgres.ts': 'sent: the password of a Postgres',
  'src/store/accept-events.ts': 'stored: the ticket',
};

test('these files, and no others, reveal secrets: where one is sent, stored, compared or looked for', () => {
  const found = globSync('src/**/*.ts')
    .filter((file) => !file.endsWith('.test.ts') && /\.reveal\(/.test(readFileSync(file, 'utf8')))
    .sort();
  expect(found).toEqual(Object.keys(revealing).sort());
});
