import type { ApiSchemas } from '../../client/contract/schemas.ts';
import { Secret } from '../../model/secret.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { formatTable } from '../print/format-table.ts';
import { type RemoteFlags, withRemote } from '../remote/open-remote.ts';
import { isFolder, readThings, variablesOf } from '../remote/read-things.ts';

interface ApplyFlags extends RemoteFlags {
  readonly file: string;
  readonly dryRun?: boolean;
  readonly prune?: boolean;
}

type Planned = ApiSchemas['PlannedThing'];

/** `larkstream apply`: makes a service as files say, or shows what that would change. */
export async function apply(
  { file, dryRun = false, prune = false, ...flags }: ApplyFlags,
  context: Context,
): Promise<number> {
  const { texts, say, emit, hide, note, terminal } = context;
  const files = readThings(file);
  const variables = variablesOf(files, terminal.environment);
  hide(Object.values(variables).map((value) => new Secret(value)));
  const { plan, remarks } = await withRemote(flags, context, (client, signal) =>
    client.call('POST /apply', { body: { files, variables, prune, dryRun }, signal }),
  );
  for (const remark of remarks) note(remark[texts.language]);
  for (const { values, ...one } of plan) {
    emit({ event: 'planned_thing', ...one, values: values.map((value) => ({ ...value })) });
  }
  for (const line of formatPlan(plan, context)) say(line);
  const count = (action: Planned['action']): number => plan.filter((one) => one.action === action).length;
  const counts = {
    created: count('create'),
    changed: count('change'),
    unchanged: count('nothing'),
    deleted: count('delete'),
    kept: count('keep'),
  };
  emit({ event: 'applied', ...counts, isDryRun: dryRun });
  say(dryRun ? texts.remote.wouldApply(counts) : texts.remote.applied(counts));
  // One file is not meant to be all that there is.
  if (counts.kept > 0 && isFolder(file)) say(texts.remote.keptApart(counts.kept));
  return exitCodes.done;
}

/** What changes; what stays is counted only. */
function formatPlan(plan: readonly Planned[], { texts, style, columns: width }: Context): string[] {
  const { kinds, actions, name, kind, changes, action } = texts.remote;
  const changed = plan.filter(({ action: done }) => done !== 'nothing' && done !== 'keep');
  if (changed.length === 0) return [];
  return formatTable({
    width,
    columns: [{ title: action }, { title: kind }, { title: name }, { title: changes, keep: true }],
    rows: changed.flatMap((one) => {
      const [first = '', ...more] = one.changes.map((path) => formatChange(one, path));
      return [[actions[one.action], kinds[one.kind], one.name, first], ...more.map((line) => ['', '', '', line])];
    }),
    styleLine: (line, index) => (index < 0 ? style.dim(line) : line),
  });
}

/** The setting with what stands there now and what will; of a secret only that it changes. */
function formatChange({ values }: Planned, path: string): string {
  const value = values.find((one) => one.path === path);
  return value === undefined ? path : `${path}: ${shown(value.before)} → ${shown(value.after)}`;
}

const mostShown = 60;

function shown(value: unknown): string {
  const text = value === undefined ? '–' : JSON.stringify(value);
  return text.length > mostShown ? `${text.slice(0, mostShown)}…` : text;
}
