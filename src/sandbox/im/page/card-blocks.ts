import { isObject, type JsonObject, readArray, readObject, readObjects, readText } from '../../../util/json.ts';
import { viewCard } from '../card-json.ts';
import { readBlocks } from './blocks.ts';
import { shownButton } from './card-button.ts';
import { colorOf, type NameOf, plainInlines, readInlines } from './inlines.ts';
import type { Block, ShownCard } from './shown.ts';

/** A card within a card within a card: what is deeper is not drawn. */
const maxDepth = 12;

/** What drawing a card needs to know. */
interface Around {
  readonly nameOf: NameOf;
  /** All buttons in their order: they are pressed by number. */
  readonly buttons: readonly JsonObject[];
  readonly depth: number;
}

/** A card of either schema as the page draws it. */
export function readCard(
  card: JsonObject,
  { nameOf, isStreaming }: { readonly nameOf: NameOf; readonly isStreaming: boolean },
): { readonly card: ShownCard; readonly blocks: readonly Block[] } {
  const { title, buttons } = viewCard(card);
  const header = readObject(card, 'header');
  const around = { nameOf, buttons: buttons.map(({ element }) => element), depth: 0 };
  const elements = isObject(card.body) ? readObjects(card.body, 'elements') : ownElements(card);
  return {
    card: { title, color: colorOf(readText(header, 'template')), isStreaming },
    blocks: elements.flatMap((element) => blocksOf(element, around)),
  };
}

/** Of schema 1.0, in the first language that there is where a card has several. */
function ownElements(card: JsonObject): readonly JsonObject[] {
  const own = readObjects(card, 'elements');
  const byLanguage = readObject(card, 'i18n_elements');
  const [first = ''] = Object.keys(byLanguage);
  return own.length > 0 ? own : readObjects(byLanguage, first);
}

function inner(element: JsonObject, around: Around, key = 'elements'): readonly Block[] {
  if (around.depth >= maxDepth) return [];
  return readObjects(element, key).flatMap((one) => blocksOf(one, { ...around, depth: around.depth + 1 }));
}

type Reader = (element: JsonObject, around: Around) => readonly Block[];

const readers: Readonly<Record<string, Reader>> = {
  markdown: (element, { nameOf }) => readBlocks(readText(element, 'content') ?? '', nameOf),
  lark_md: (element, { nameOf }) => readBlocks(readText(element, 'content') ?? '', nameOf),
  plain_text: (element) => [{ kind: 'paragraph', inlines: plainInlines(readText(element, 'content') ?? '') }],
  div: readDiv,
  hr: () => [{ kind: 'rule' }],
  img: (element, around) => [imageOf(element, around)],
  img_combination: (element, around) => [
    { kind: 'row', blocks: readObjects(element, 'img_list').map((one) => imageOf(one, around)) },
  ],
  button: (element, { buttons }) => [shownButton(element, buttons.indexOf(element))],
  action: (element, around) => [{ kind: 'row', blocks: inner(element, around, 'actions') }],
  column_set: (element, around) => [
    { kind: 'columns', columns: readObjects(element, 'columns').map((column) => inner(column, around)) },
  ],
  column: (element, around) => inner(element, around),
  interactive_container: (element, around) => inner(element, around),
  note: (element, around) => inner(element, around).map(small),
  form: (element, around) => [{ kind: 'form', blocks: inner(element, around) }],
  collapsible_panel: (element, around) => [
    {
      kind: 'panel',
      title: titleOf(readObject(element, 'header'), around),
      isOpen: element.expanded === true,
      blocks: inner(element, around),
    },
  ],
  input: (element) => [
    {
      kind: 'input',
      name: readText(element, 'name') ?? '',
      label: wordOf(element, 'label') || wordOf(element, 'placeholder'),
      value: readText(element, 'default_value') ?? '',
    },
  ],
  select_static: readChoice,
  multi_select_static: readChoice,
  table: readTable,
  person: (element, { nameOf }) => [personOf(readText(element, 'user_id') ?? '', nameOf)],
  person_list: (element, { nameOf }) =>
    readObjects(element, 'persons').map((one) => personOf(readText(one, 'id') ?? '', nameOf)),
};

function blocksOf(element: JsonObject, around: Around): readonly Block[] {
  const tag = readText(element, 'tag') ?? '';
  const reader = Object.hasOwn(readers, tag) ? readers[tag] : undefined;
  return reader === undefined ? [{ kind: 'other', what: tag, text: wordOf(element, 'text') }] : reader(element, around);
}

function readDiv(element: JsonObject, around: Around): readonly Block[] {
  const text = isObject(element.text) ? blocksOf(element.text, around) : [];
  const fields = readObjects(element, 'fields').map((field) =>
    isObject(field.text) ? blocksOf(field.text, around) : [],
  );
  const extra = isObject(element.extra) ? blocksOf(element.extra, around) : [];
  return [...text, ...(fields.length === 0 ? [] : [{ kind: 'columns', columns: fields } as const]), ...extra];
}

function small(block: Block): Block {
  return block.kind === 'paragraph' ? { ...block, isSmall: true } : block;
}

/** The words of a text element, without its marks. */
function wordOf(element: JsonObject, key: string): string {
  return readText(readObject(element, key), 'content') ?? '';
}

function titleOf(header: JsonObject, { nameOf }: Around): readonly ReturnType<typeof readInlines>[number][] {
  return readInlines(wordOf(header, 'title'), nameOf);
}

function imageOf(element: JsonObject, _around: Around): Block {
  return { kind: 'image', key: readText(element, 'img_key') ?? '', alt: wordOf(element, 'alt') };
}

function personOf(id: string, nameOf: NameOf): Block {
  return { kind: 'paragraph', inlines: [{ kind: 'at', ...(nameOf(id) ?? { name: id, isMe: false }) }] };
}

function readChoice(element: JsonObject): readonly Block[] {
  const options = readObjects(element, 'options').map((option) => {
    const value = readText(option, 'value') ?? '';
    return { value, text: wordOf(option, 'text') || value };
  });
  return [{ kind: 'choice', name: readText(element, 'name') ?? '', label: wordOf(element, 'placeholder'), options }];
}

/** Cells by the names of the columns; what is no text is shown as its JSON. */
function readTable(element: JsonObject, { nameOf }: Around): readonly Block[] {
  const columns = readObjects(element, 'columns');
  const head = columns.map((column) =>
    plainInlines(readText(column, 'display_name') ?? readText(column, 'name') ?? ''),
  );
  const rows = readArray(element, 'rows')
    .filter(isObject)
    .map((row) =>
      columns.map((column) => {
        const value = row[readText(column, 'name') ?? ''] ?? '';
        return readInlines(typeof value === 'string' ? value : JSON.stringify(value), nameOf);
      }),
    );
  return [{ kind: 'table', head, rows }];
}
