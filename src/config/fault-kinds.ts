import type { ErrorCode } from 'yaml';
import type { Message } from '../model/message.ts';

/**
 * What is wrong with the text, in our words alone: the parser's own message quotes the text at the fault, which may be a
 * secret.
 */
export const faultKinds: Readonly<Record<ErrorCode, Message>> = {
  ALIAS_PROPS: { en: 'an alias (`*`) carries an anchor or a tag', zh: '别名（`*`）不能带锚点或标签' },
  BAD_ALIAS: { en: 'an alias (`*`) without a usable name', zh: '别名（`*`）的名称无效' },
  BAD_COLLECTION_TYPE: { en: 'a tag that does not fit the list or group', zh: '标签与列表或配置组不符' },
  BAD_DIRECTIVE: { en: 'a directive (`%`) that is not known', zh: '未知的指令（`%`）' },
  BAD_DQ_ESCAPE: { en: 'an escape (`\\`) that does not exist, in double quotes', zh: '双引号中有无效的转义（`\\`）' },
  BAD_INDENT: { en: 'the indentation does not fit', zh: '缩进不正确' },
  BAD_PROP_ORDER: { en: 'an anchor or a tag in the wrong place', zh: '锚点或标签的位置不正确' },
  BAD_SCALAR_START: { en: 'a text that must be put into quotes', zh: '该文本必须加引号' },
  BLOCK_AS_IMPLICIT_KEY: {
    en: 'a list or group on the line of another key',
    zh: '列表或配置组与另一个键同在一行',
  },
  BLOCK_IN_FLOW: { en: 'an indented block inside brackets', zh: '括号内不能使用缩进块' },
  DUPLICATE_KEY: { en: 'this key occurs twice in its group', zh: '同一组中该键出现了两次' },
  IMPOSSIBLE: { en: 'the text cannot be understood', zh: '无法理解该处文本' },
  KEY_OVER_1024_CHARS: { en: 'a key of more than 1,024 characters', zh: '键超过 1,024 个字符' },
  MISSING_CHAR: {
    en: 'a character is missing: a colon, comma, blank, quote or bracket',
    zh: '缺少字符：冒号、逗号、空格、引号或括号',
  },
  MULTILINE_IMPLICIT_KEY: {
    en: 'a key of several lines; is a colon missing?',
    zh: '键跨越多行，是否缺少冒号？',
  },
  MULTIPLE_ANCHORS: { en: 'two anchors (`&`) for one value', zh: '一个值带有两个锚点（`&`）' },
  MULTIPLE_DOCS: { en: 'a second document (`---`) begins', zh: '出现第二个文档（`---`）' },
  MULTIPLE_TAGS: { en: 'two tags (`!`) for one value', zh: '一个值带有两个标签（`!`）' },
  NON_STRING_KEY: { en: 'a key that is no plain text', zh: '键不是普通文本' },
  RESOURCE_EXHAUSTION: { en: 'nested too deeply', zh: '嵌套过深' },
  TAB_AS_INDENT: { en: 'a tab; indent with blanks', zh: '使用了制表符，请用空格缩进' },
  TAG_RESOLVE_FAILED: { en: 'a value that does not fit its tag (`!`)', zh: '值与其标签（`!`）不符' },
  UNEXPECTED_TOKEN: { en: 'unexpected text', zh: '该处不应出现此内容' },
};

/** What the parser itself does not find. */
export const aliasFaults: Readonly<Record<'unresolved' | 'selfReference' | 'tooMany', Message>> = {
  unresolved: {
    en: 'an alias (`*`) without an anchor (`&`) before it; put a text that begins with * in quotes',
    zh: '别名（`*`）之前没有对应的锚点（`&`）；以 * 开头的文本请加引号',
  },
  selfReference: { en: 'an alias (`*`) that refers to its own value', zh: '别名（`*`）引用了它自身所在的内容' },
  tooMany: { en: 'aliases (`*`) that expand to too much text', zh: '别名（`*`）展开后过于庞大' },
};
