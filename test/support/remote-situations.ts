import { join } from 'node:path';
import { botSituations } from './bot-situations.ts';
import type { FailingTenant } from './failing-tenant.ts';
import { madeBots } from './made-bots.ts';
import type { RemoteThings } from './remote-things.ts';
import type { Situations } from './walk.ts';

/** Each situation is run in English, in Chinese and as JSON, after its options have been looked at once. */
const times = 4;

/** Things to be used up: one for each time. */
async function supply(make: () => Promise<string>): Promise<() => string> {
  const made: string[] = [];
  for (let n = 0; n < times; n++) made.push(await make());
  return () => made.shift() ?? 'none is left';
}

/** Commands that ask a service elsewhere. */
export async function remoteSituations(tenant: FailingTenant, remote: RemoteThings): Promise<Situations> {
  const at = ['--server', remote.url];
  const env = { LARKSTREAM_TOKEN: remote.token };
  const fine = { isFine: true, hasValues: true, env } as const;
  const tokenFile = tenant.text('token', `${remote.token}\n`);
  const pipeline = await remote.pipeline('SALES');
  const toRun = await supply(() => remote.pipeline());
  const toActivate = await supply(() => remote.draft());
  const draft = await remote.draft('DRAFT');
  await remote.readPipeline('READ');
  const toFollow = await supply(() => remote.pipeline());
  const dead = await remote.deadEvent();
  const kept = await remote.keptEvent();
  const toRetry = await supply(() => remote.endedRun());
  // One that only waits is cancelled when all are paused.
  const toCancel = await supply(() => remote.workingRun());
  const ended = await remote.endedRun();
  const storeApp = await remote.removedApp();
  const toForget = await supply(() => remote.removedApp());
  const company = (id: string): string[] => ['t0', '--integration', id];
  const files = join(tenant.folder, 'things');
  const lake = tenant.text('lake.yaml', 'kind: destination\nname: Lake\ntype: csv\nsettings: { path: lake }\n');
  const wrong = tenant.text('wrong.yaml', 'kind: destination\nname: Lake\ntype: csv\nsettings: { path: [] }\n');
  return {
    ...(await botSituations(remote, { supply, tokenFile })),
    ...(await madeBots(remote, { folder: tenant.folder, supply })),
    'pipelines: of a service': { ...fine, argv: () => ['pipelines', ...at, '--limit', '2'] },
    'pipelines list: with a token from a file': {
      isFine: true,
      hasValues: true,
      argv: () => ['pipelines', 'list', ...at, '--token-file', tokenFile],
    },
    'pipelines show: by its name': { ...fine, argv: () => ['pipelines', 'show', 'SALES', ...at] },
    'pipelines streams: none has been read': { ...fine, argv: () => ['pipelines', 'streams', 'SALES', ...at] },
    'pipelines streams: of a run': { ...fine, argv: () => ['pipelines', 'streams', 'READ', ...at] },
    'pipelines activate': { ...fine, argv: () => ['pipelines', 'activate', toActivate(), ...at] },
    'pipelines run: a draft': { env, argv: () => ['pipelines', 'run', draft, ...at] },
    'tenants show': { ...fine, argv: () => ['tenants', 'show', ...company(storeApp), ...at] },
    'tenants show: of which app': { env, argv: () => ['tenants', 'show', 't0', ...at] },
    'tenants forget': {
      isFine: true,
      hasValues: true,
      argv: () => ['tenants', 'forget', ...company(toForget()), '--confirm', 't0', ...at, '--token-file', tokenFile],
    },
    'tenants forget: nobody is there to type': { env, argv: () => ['tenants', 'forget', ...company(storeApp), ...at] },
    'tenants forget: another key': {
      env,
      argv: () => ['tenants', 'forget', ...company(storeApp), '--confirm', 't1', ...at],
    },
    'tenants forget: no destination of it': {
      env,
      hasValues: true,
      argv: () => ['tenants', 'forget', ...company(storeApp), '--confirm', 't0', '--by-hand', 'de_nosuch', ...at],
    },
    'pipelines: no address': { env: { ...env, LARKSTREAM_SERVER: 'nowhere' }, argv: () => ['pipelines'] },
    'pipelines pause: a name that is none': { env, argv: () => ['pipelines', 'pause', 'SALE', ...at] },
    'pipelines run --follow: until it waits': {
      isAnyCode: true,
      hasValues: true,
      env,
      argv: () => ['pipelines', 'run', toFollow(), '--follow', ...at],
      endWhen: /no worker|没有工作进程|"event":"remote_run"/,
    },
    'events: of a service': { ...fine, argv: () => ['events', ...at, '--state', 'dead', '--limit', '3'] },
    'events: by all filters': {
      ...fine,
      argv: () => [
        'events',
        'list',
        '--integration',
        'SALES',
        '--type',
        'x',
        '--consumer',
        'y',
        '--token-file',
        tokenFile,
        ...at,
      ],
    },
    'events: by what was decided': {
      ...fine,
      argv: () => ['events', '--decision', 'refused', '--reason', 'not_mentioned', ...at],
    },
    'events: of no integration': { env, argv: () => ['events', '--integration', 'SALE', ...at] },
    'events show: of a service': { ...fine, argv: () => ['events', 'show', dead, ...at] },
    'events show: there is none': { env, argv: () => ['events', 'show', 'ev_999999', ...at] },
    'events show: one too many': { env, argv: () => ['events', 'show', dead, dead, ...at] },
    'events replay: of a service': { ...fine, argv: () => ['events', 'replay', dead, ...at] },
    'events retry: of a service': { ...fine, argv: () => ['events', 'retry', 'dead', ...at] },
    'events discard: of a service': { ...fine, argv: () => ['events', 'discard', dead, ...at] },
    'pipelines pause': { ...fine, argv: () => ['pipelines', 'pause', pipeline, ...at] },
    'pipelines resume': { ...fine, argv: () => ['pipelines', 'resume', pipeline, ...at] },
    'pipelines pause: all of them': { ...fine, argv: () => ['pipelines', 'pause', '--all', '--yes', ...at] },
    'pipelines resume: all of them': { ...fine, argv: () => ['pipelines', 'resume', '--all', '--yes', ...at] },
    'pipelines run: all of it': { isFine: true, env, argv: () => ['pipelines', 'run', toRun(), '--full', ...at] },
    'pipelines show: none is named': { env, argv: () => ['pipelines', 'show', ...at] },
    'pipelines show: there is none': { env, argv: () => ['pipelines', 'show', 'pl_nosuch', ...at] },
    'pipelines: no token': { argv: () => ['pipelines', ...at] },
    'pipelines: no server': { env, argv: () => ['pipelines'] },
    'pipelines: a wrong token': { env: { LARKSTREAM_TOKEN: 'lks_wrong' }, argv: () => ['pipelines', ...at] },
    'pipelines: nobody answers': {
      env,
      argv: () => ['pipelines', '--server', `http://127.0.0.1:${tenant.closedPort}`],
    },
    'pipelines: somebody else answers': { env, argv: () => ['pipelines', '--server', tenant.pageUrl] },
    'sync: takes no server': { argv: () => [...at, 'sync'] },
    'runs: of a service': {
      ...fine,
      argv: () => ['runs', 'list', ...at, '--limit', '5', '--state', 'succeeded'],
    },
    'runs: there are none': { ...fine, argv: () => ['runs', ...at, '--pipeline', 'SALES'] },
    'runs show': { ...fine, argv: () => ['runs', 'show', ended, ...at] },
    'runs log': { ...fine, argv: () => ['runs', 'log', ended, '--stream', 'contact_users', ...at] },
    'runs log --follow': { ...fine, argv: () => ['runs', 'log', ended, '--follow', '--token-file', tokenFile, ...at] },
    'runs cancel': { ...fine, argv: () => ['runs', 'cancel', toCancel(), ...at] },
    'runs cancel: it has ended': { env, argv: () => ['runs', 'cancel', ended, ...at] },
    'runs retry': { ...fine, argv: () => ['runs', 'retry', toRetry(), ...at] },
    'runs cancel: --follow is for others': { env, argv: () => ['runs', 'cancel', ended, '--follow', ...at] },
    'pipelines list: it takes no name': { env, argv: () => ['pipelines', 'list', 'SALES', ...at] },
    'events replay: nobody has it': { env, argv: () => ['events', 'replay', kept, ...at] },
    'runs show: none is named': { env, argv: () => ['runs', 'show', ...at] },
    'export: over what is there': { ...fine, argv: () => ['export', files, '--force', ...at] },
    'export: with a token from a file': { ...fine, argv: () => ['export', files, '--token-file', tokenFile, ...at] },
    'export: where a file is': { env, argv: () => ['export', tokenFile, ...at] },
    'apply --dry-run': { ...fine, argv: () => ['apply', '-f', lake, '--dry-run', ...at] },
    'apply --prune: a run is under way': { env, argv: () => ['apply', '-f', lake, '--prune', '--dry-run', ...at] },
    'apply: all is well': { ...fine, argv: () => ['apply', '--file', lake, '--token-file', tokenFile, ...at] },
    'apply: a setting is wrong': { env, argv: () => ['apply', '-f', wrong, ...at] },
    'apply: there are no files': { env, argv: () => ['apply', '-f', join(tenant.folder, 'absent'), ...at] },
    'apply: no file is given': { env, argv: () => ['apply', ...at] },
  };
}
