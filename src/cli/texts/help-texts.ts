/** What `--help` says around commands and options. */
export interface HelpTexts {
  readonly about: string;
  readonly examples: string;
  readonly exitCodes: string;
  readonly exitCodeList: string;
  readonly environment: string;
  /** By the names of the variables. */
  readonly environmentList: Readonly<Record<string, string>>;
  readonly outputOptions: string;
  readonly titles: Readonly<Record<string, string>>;
  /** The line that says how a command is called, from Commander's English one. */
  readonly usage: (line: string) => string;
  /** What help calls an argument. */
  readonly argument: (name: string) => string;
  readonly choices: (choices: string) => string;
  readonly preset: (value: string) => string;
  readonly inBrackets: (text: string) => string;
  readonly comma: string;
  readonly fileArgument: string;
  readonly streamArgument: string;
  readonly sqlArgument: string;
  readonly oneStreamArgument: string;
  readonly shellArgument: string;
  readonly sandboxArgument: string;
  readonly scriptArgument: string;
  readonly filesArgument: string;
  readonly eventsArgument: string;
  readonly eventArgument: string;
  readonly connectionArgument: string;
  readonly keysArgument: string;
  readonly keyArgument: string;
  readonly adminArgument: string;
  readonly loginArgument: string;
  readonly backupArgument: string;
  readonly pipelinesArgument: string;
  readonly pipelineArgument: string;
  readonly runsArgument: string;
  readonly runArgument: string;
  readonly triggersArgument: string;
  readonly triggerArgument: string;
  readonly versionArgument: string;
  readonly handlersArgument: string;
  readonly handlerArgument: string;
  readonly sessionsArgument: string;
  readonly sessionArgument: string;
  readonly turnsArgument: string;
  readonly turnArgument: string;
  readonly tenantsArgument: string;
  readonly tenantArgument: string;
  readonly exportArgument: string;
  readonly adoptArgument: string;
}

/** Commands in the order of the help. */
export const commandNames = [
  'demo',
  'init',
  'check',
  'doctor',
  'discover',
  'sync',
  'status',
  'query',
  'preview',
  'reset',
  'listen',
  'events',
  'connection',
  'serve',
  'admin',
  'keys',
  'backup',
  'restore',
  'adopt',
  'pipelines',
  'runs',
  'triggers',
  'handlers',
  'sessions',
  'turns',
  'tenants',
  'export',
  'apply',
  'sandbox',
  'spec',
  'completion',
] as const;
/** One of `commandNames`. */
export type CommandName = (typeof commandNames)[number];

/** What each command does, in a line. */
export type CommandTexts = Readonly<Record<CommandName, string>>;

/** What each option does, in a line. */
export interface OptionTexts {
  readonly json: string;
  readonly quiet: string;
  readonly verbose: string;
  readonly noColor: string;
  readonly lang: string;
  readonly help: string;
  readonly version: string;
  readonly full: string;
  readonly acceptDeletes: string;
  readonly streams: string;
  readonly keyUnusedElsewhere: string;
  readonly force: string;
  readonly baseUrl: string;
  readonly appId: string;
  readonly secretEnv: string;
  readonly modules: string;
  readonly approval: string;
  readonly base: string;
  readonly destination: string;
  readonly path: string;
  readonly startDate: string;
  readonly takePresets: string;
  readonly noCheck: string;
  readonly limit: string;
  readonly yes: string;
  readonly port: string;
  readonly seed: string;
  readonly sandboxUrl: string;
  readonly users: string;
  readonly records: string;
  readonly limits: string;
  readonly writeConfig: string;
  readonly keep: string;
  readonly output: string;
  readonly fast: string;
  readonly region: string;
  readonly wholeFile: string;
  readonly exclude: string;
  readonly since: string;
  readonly every: string;
  readonly onFailure: string;
  readonly dryRun: string;
  readonly rowLimit: string;
  readonly live: string;
  readonly liveDemo: string;
  readonly serviceDemo: string;
  readonly botDemo: string;
  readonly servicePort: string;
  readonly eventState: string;
  readonly eventConsumer: string;
  readonly eventType: string;
  readonly eventTrigger: string;
  readonly eventDecision: string;
  readonly eventReason: string;
  readonly ofIntegration: string;
  readonly eventLimit: string;
  readonly webhook: string;
  readonly changes: string;
  readonly data: string;
  readonly store: string;
  readonly listenHost: string;
  readonly listenPort: string;
  readonly publicUrl: string;
  readonly roles: string;
  readonly allowPrivateHosts: string;
  readonly filesRoot: string;
  readonly programs: string;
  readonly allowBaseUrl: string;
  readonly proxies: string;
  readonly linkUrl: string;
  readonly accountName: string;
  readonly accountRole: string;
  readonly passwordFile: string;
  readonly drain: string;
  readonly slots: string;
  readonly liveSlots: string;
  readonly runMemory: string;
  readonly runHours: string;
  readonly log: string;
  readonly server: string;
  readonly tokenFile: string;
  readonly listLimit: string;
  readonly runFull: string;
  readonly allPipelines: string;
  readonly tenantOf: string;
  readonly confirmTenant: string;
  readonly byHand: string;
  readonly ofPipeline: string;
  readonly ofStream: string;
  readonly runState: string;
  readonly follow: string;
  readonly triggerState: string;
  readonly triggerOf: string;
  readonly dryText: string;
  readonly dryChatKind: string;
  readonly dryFrom: string;
  readonly dryMention: string;
  readonly dryLast: string;
  readonly triggerSettings: string;
  readonly setTrigger: string;
  readonly triggerHandler: string;
  readonly triggerPosition: string;
  readonly shadow: string;
  readonly noShadow: string;
  readonly newName: string;
  readonly handlerKind: string;
  readonly handlerUrl: string;
  readonly handlerSettings: string;
  readonly setHandler: string;
  readonly handlerSecret: string;
  readonly handlerKeyFile: string;
  readonly listenForward: string;
  readonly listenAll: string;
  readonly listenKeyFile: string;
  readonly sessionState: string;
  readonly ofTrigger: string;
  readonly sessionSearch: string;
  readonly turnState: string;
  readonly ofSession: string;
  readonly applyFile: string;
  readonly applyDryRun: string;
  readonly applyPrune: string;
}
