import type { BaseTableSettings } from '../../config/template.ts';
import type { LookAround, SeenBase } from '../../operations/look-around.ts';
import type { Dialogue } from './dialogue.ts';
import { baseFlaw, choiceFlaw } from './flaws.ts';
import { type Reader, readBase, readChoice } from './readers.ts';

/** Asks for Bases one by one, and shows what each holds. */
export async function askBases(dialogue: Dialogue, look: LookAround | undefined): Promise<BaseTableSettings[]> {
  let chosen: BaseTableSettings[] = [];
  for (;;) {
    const read: Reader<BaseTableSettings | null> = (answer) => (answer === '' ? null : readBase(answer));
    const base = await dialogue.askFor(dialogue.texts.bases, {
      choices: 'https://example.feishu.cn/base/…',
      read,
      flaw: baseFlaw,
    });
    if (base === null) return chosen;
    try {
      const more = look === undefined ? [base] : await chooseTables(dialogue, base, look);
      const merged = mergeBases([...chosen, ...more]);
      if (merged.length < chosen.length + more.length) dialogue.say(dialogue.texts.namedAlready);
      chosen = merged;
    } catch (thrown) {
      dialogue.tell(thrown);
    }
  }
}

/** Each table and each Base once; a whole Base holds its tables. */
export function mergeBases(bases: readonly BaseTableSettings[]): BaseTableSettings[] {
  const isWhole = ({ url, table_id }: BaseTableSettings): boolean => url === undefined && table_id === undefined;
  const whole = new Set(bases.filter(isWhole).map(({ app_token: token }) => token));
  const kept = new Map<string, BaseTableSettings>();
  for (const base of bases) {
    if (!isWhole(base) && base.url === undefined && whole.has(base.app_token)) continue;
    // The last word on a view holds.
    kept.set(base.url ?? `${base.app_token}/${base.table_id ?? ''}`, base);
  }
  return [...kept.values()];
}

async function chooseTables(
  dialogue: Dialogue,
  base: BaseTableSettings,
  look: LookAround,
): Promise<BaseTableSettings[]> {
  const { texts } = dialogue;
  const seen = await look.base(base.url ?? base.app_token ?? '');
  const { appToken, name, tables, viewId } = seen;
  dialogue.say(texts.baseFound(name));
  for (const [index, table] of tables.entries()) dialogue.say(`  ${index + 1}  ${table.name}  ${table.id}`);
  const linked = linkedTable(dialogue, seen);
  const choice = await dialogue.askFor(texts.tables, {
    preset: linked === 0 ? 'all' : String(linked),
    choices: '1 2, all',
    read: (answer) => readChoice(answer, tables),
    flaw: choiceFlaw(tables.length),
  });
  const ofView = linked === 0 || viewId === undefined ? undefined : tables[linked - 1]?.id;
  if (choice.length === tables.length && ofView === undefined) return [{ app_token: appToken }];
  return choice.map(({ id }) => {
    if (viewId === undefined || id !== ofView) return { app_token: appToken, table_id: id };
    dialogue.say(texts.viewTaken(viewId));
    return { app_token: appToken, table_id: id, view_id: viewId };
  });
}

/** The number of the table that the link names; 0 where it names none that is there. */
function linkedTable(dialogue: Dialogue, { tables, tableId }: SeenBase): number {
  if (tableId === undefined) return 0;
  const number = tables.findIndex(({ id }) => id === tableId) + 1;
  const { texts } = dialogue;
  dialogue.say(number === 0 ? texts.tableMissing(tableId) : texts.tableLinked(number));
  return number;
}
