/** Every code an error can carry, with its cause and its cure. `docs/reference/errors.md` is checked against this list. */
export const errorCodes = {
  'config.file.missing': {
    cause: 'The configuration file does not exist or cannot be read.',
    cure: 'Run `larkstream init` to write one, or name the right file.',
  },
  'config.file.exists': {
    cause: 'A file is to be written where one lies already.',
    cure: 'Name another file, or use --force to overwrite it.',
  },
  'config.file.malformed': {
    cause: 'The configuration file is not valid YAML or JSON.',
    cure: 'Correct the named line; `larkstream init` writes a commented example.',
  },
  'config.setting.invalid': {
    cause: 'A setting is missing, unknown or has a value that is not allowed.',
    cure: 'Correct the named setting; `larkstream spec` prints every setting with its meaning.',
  },
  'config.variable.missing': {
    cause: 'The configuration refers to an environment variable that is not set.',
    cure: 'Set the variable in the environment of this command.',
  },
  'config.command.invalid': {
    cause: 'A connector was called with a command or option that it does not have.',
    cure: 'Use spec, check, discover or read with the files that they need.',
  },
  'config.runtime.old': {
    cause: 'The installed Node is older than what Larkstream is built on.',
    cure: 'Install a newer Node (nodejs.org), or put one that is installed first on the PATH.',
  },
  'config.stream.unknown': {
    cause: 'A stream is named that the source does not have.',
    cure: 'Run `larkstream discover` to see the names.',
  },
  'lark.credentials.rejected': {
    cause: 'The platform does not accept the app id and secret.',
    cure: 'Copy App ID and App Secret again from the developer console (Credentials & Basic Info) and check `region`.',
  },
  'lark.region.mismatch': {
    cause: 'The app is not known in this region; Feishu apps and Lark apps live apart.',
    cure: 'Set `region: lark` for an app of open.larksuite.com, `region: feishu` for one of open.feishu.cn.',
  },
  'lark.token.rejected': {
    cause: 'The platform rejected a fresh access token twice.',
    cure: 'Check in the developer console that the app is enabled in this tenant and that the endpoint takes app tokens.',
  },
  'lark.app.disabled': {
    cause: 'The app is disabled or not installed in the tenant.',
    cure: 'Ask the tenant administrator to enable the app, and publish a version.',
  },
  'lark.scope.missing': {
    cause: 'The app has not been granted any of the scopes that the call needs.',
    cure: 'Grant one of the named scopes in the developer console (Permissions & Scopes), then publish a new version.',
  },
  'lark.range.denied': {
    cause: 'The data lies outside the range that the app may read.',
    cure: 'Widen the data range of the app in the developer console or the admin console.',
  },
  'lark.document.forbidden': {
    cause: 'The app has no access to this document.',
    cure: 'Open the Base, choose "… > Add document app", and add the app with the right to manage it.',
  },
  'lark.document.missing': {
    cause: 'There is no such document or table, or it was deleted.',
    cure: 'Check the token or the link in the configuration.',
  },
  'lark.ip.denied': {
    cause: "The address of this machine is not on the app's IP allowlist.",
    cure: 'Add the address in the developer console (Security > IP allowlist), or clear the list.',
  },
  'lark.quota.exhausted': {
    cause: 'The tenant has used up its monthly number of API calls.',
    cure: 'Wait until the first of next month, or ask the administrator for a larger plan.',
  },
  'lark.rate.limited': {
    cause: 'The platform asked to slow down for longer than the retry budget.',
    cure: 'Run again later, or lower `rate_limit_scale` when other tools use the same app.',
  },
  'lark.server.failed': {
    cause: 'The platform failed to answer after several tries.',
    cure: "Run again later; give the log id to the platform's support if it persists.",
  },
  'lark.network.failed': {
    cause: 'The platform could not be reached.',
    cure: 'Check the network, the proxy and `base_url`.',
  },
  'lark.answer.unreadable': {
    cause: 'The answer is not the JSON that the platform documents.',
    cure: 'Check that `base_url` points at the Open Platform and not at a proxy or login page.',
  },
  'lark.endpoint.missing': {
    cause: 'This deployment does not know the endpoint.',
    cure: 'Check `base_url`; an older private deployment may lack the feature, then switch the module off.',
  },
  'lark.page.invalid': {
    cause: 'A page token was rejected or repeated.',
    cure: 'Run again; the listing starts over.',
  },
  'lark.parameter.rejected': {
    cause: 'The platform rejected a parameter.',
    cure: 'Check the ids in the configuration; if they are right, report this as a bug with the log id.',
  },
  'lark.entity.missing': {
    cause: 'The platform does not know this id.',
    cure: 'Check the id in the configuration.',
  },
  'lark.call.failed': {
    cause: 'The platform refused the call with a code that has no special handling.',
    cure: "Look the code up in the platform's documentation; the log id helps its support.",
  },
  'source.scan.suspicious': {
    cause: 'Much more has disappeared upstream than is believable, so nothing was marked deleted.',
    cure: "Check the app's permissions. If the rows are really gone, run again with --accept-deletes.",
  },
  'source.scan.unstable': {
    cause: 'A table kept changing its structure while it was read.',
    cure: "Run again when nobody is editing the table's fields.",
  },
  'destination.open.failed': {
    cause: 'The destination cannot be opened.',
    cure: 'Check the path, its permissions and that the file is a DuckDB database of this version.',
  },
  'destination.locked': {
    cause: 'Another process has the database file open.',
    cure: 'Close the other program (or wait for the other sync), then run again.',
  },
  'destination.connection.lost': {
    cause: 'The connection to the destination broke while it was in use.',
    cure: 'Run again: what was committed stays, and the run goes on from there.',
  },
  'destination.full': {
    cause: 'There is no room left for the destination.',
    cure: 'Free space on the disk, then run again; everything committed so far is kept.',
  },
  'destination.write.failed': {
    cause: 'The destination refused a write.',
    cure: 'Read the message of the database; run again once it is solved. Everything committed so far is kept.',
  },
  'destination.table.incompatible': {
    cause: 'A table of that name exists and was not made by Larkstream, or its key columns differ.',
    cure: 'Choose another `schema`, or rename the table.',
  },
  'store.open.failed': {
    cause: 'The store of received events cannot be opened.',
    cure: 'Check `events.store`: the path and its permissions, or the address of the Postgres and its user.',
  },
  'store.write.failed': {
    cause: 'The store of received events refused a read or a write.',
    cure: 'Look for a full disk or a broken connection. The platform sends again what was not acknowledged.',
  },
  'events.connection.refused': {
    cause: 'The platform does not open the long connection.',
    cure: 'Check app id and secret, that the app is published, and that its subscription mode is the long connection.',
  },
  'events.connection.lost': {
    cause: 'The long connection broke or fell silent.',
    cure: 'It is opened again by itself. If it keeps breaking, look at the network and at proxies in between.',
  },
  'events.listen.failed': {
    cause: 'The address on which events are to be received cannot be used.',
    cure: 'Choose another `events.webhook.port` or `host`, or end the program that uses it.',
  },
  'events.ticket.missing': {
    cause: 'The app of the store has no valid app_ticket yet; the platform pushes one every hour.',
    cure: 'Let `larkstream listen` run where the platform can reach it, and check the request URL in the developer console.',
  },
  'events.subscription.failed': {
    cause: 'An approval definition or a Base could not be subscribed, so its changes are not pushed.',
    cure: 'Let the app manage the Base, or check the approval code; until then the scheduled reconciliation repairs what is missed.',
  },
  'run.stopped': {
    cause: 'The run was asked to stop.',
    cure: 'Run again; it goes on from the last commit.',
  },
  'record.unreadable': {
    cause: 'One record could not be understood.',
    cure: 'The record was left out and counted; report it with the log id.',
  },
  'internal.unexpected': {
    cause: 'Something happened that should not be possible.',
    cure: 'Report it with the message and the version.',
  },
} as const;

export type ErrorCode = keyof typeof errorCodes;
