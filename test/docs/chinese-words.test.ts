import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { proseOf } from '../support/doc-blocks.ts';

/** One word for one thing, on the screen and in the pages. They follow the words of the Open Platform's own pages. */
const words: readonly { readonly english: RegExp; readonly chinese: RegExp; readonly never?: RegExp }[] = [
  { english: /\bmaster keys?\b/i, chinese: /主密钥/ },
  { english: /\bsecrets?\b/i, chinese: /密钥|Secret/, never: /秘密|密文/ },
  { english: /\bwrap(?:s|ped)?\b/i, chinese: /加密/, never: /封装|包装/ },
  { english: /\bcredentials\b/i, chinese: /凭证/, never: /凭据/ },
  { english: /\btokens?\b/i, chinese: /令牌|token/i, never: /权杖/ },
  { english: /\baccounts?\b/i, chinese: /账号/, never: /帐号|帐户|账户/ },
  { english: /\bintegrations?\b/i, chinese: /集成/ },
  { english: /\bpipelines?\b/i, chinese: /管道/, never: /数据管道|流水线/ },
  { english: /\bdestinations?\b/i, chinese: /目标/, never: /目标端|目标库|目的地/ },
  { english: /\btenants?\b/i, chinese: /企业/, never: /租户/ },
  { english: /\battempts?\b/i, chinese: /尝试/ },
  { english: /\balerts?\b/i, chinese: /告警/, never: /警报|报警/ },
  { english: /\bbackups?\b/i, chinese: /备份/ },
  { english: /\baudit\b/i, chinese: /审计/ },
  { english: /\bchannels?\b/i, chinese: /渠道/, never: /频道|通道/ },
  { english: /\bsign-ins?\b/i, chinese: /登录/, never: /登陆/ },
  {
    english: /\bdead (?:letters?|turns?|deliver(?:y|ies))\b/i,
    chinese: /死信/,
    never: /放弃的?(?:轮次|事件)|(?:轮次|事件)[已被]*放弃/,
  },
  { english: /\breplay(?:s|ed)?\b/i, chinese: /重新/, never: /重放/ },
  { english: /\bsessions?\b/i, chinese: /会话/ },
  { english: /\bchats\b/i, chinese: /聊天|单聊|群/, never: /会话页面|会话类型|群组 ID/ },
];

/** The pages of the Open Platform address people as 你. */
const politeYou = /您/;

/** Names of settings and files, placeholders, and the mark of a page of a list, which is another token. */
const notWords = /`[^`]*`|\$\{[^}]*\}|\\`.*?\\`|\b\w+[.:]\w*|page tokens?|such as (?:GET )?\S+/g;

interface Pair {
  readonly file: string;
  readonly en: string;
  readonly zh: string;
}

function pairsOf(file: string): Pair[] {
  const pattern = /\ben: (['`])((?:\\.|(?!\1).)*)\1,\s*zh: (['`])((?:\\.|(?!\3).)*)\3/gs;
  return [...readFileSync(file, 'utf8').matchAll(pattern)].map(([, , en = '', , zh = '']) => ({ file, en, zh }));
}

const faultsOf = ({ file, en, zh }: Pair): string[] =>
  words
    .filter(({ english, chinese }) => english.test(en.replaceAll(notWords, '')) && !chinese.test(zh))
    .map(({ chinese }) => `${file}: “${zh}” says ${en} without ${chinese.source}`);

// The simulated company has bank accounts.
const sources = ['src', 'scripts', 'console/src'].flatMap((folder) =>
  globSync(`${folder}/**/*.{ts,tsx}`, { exclude: ['src/sandbox/**'] }),
);
const twins = ['*.zh-CN.md', 'docs/**/*.zh-CN.md'].flatMap((pattern) => globSync(pattern));

test('a sentence that calls a thing by another word is found', () => {
  expect(faultsOf({ file: 'x.ts', en: 'A secret of the pipeline', zh: '该同步的密钥' })).toHaveLength(1);
  expect(faultsOf({ file: 'x.ts', en: 'A secret of the pipeline', zh: '该管道的密钥' })).toEqual([]);
});

test('every thing has the same Chinese word in all sentences', () => {
  const pairs = sources.flatMap(pairsOf);
  expect(pairs.length).toBeGreaterThan(600);
  expect(pairs.flatMap(faultsOf)).toEqual([]);
});

test('no other Chinese word stands for it, on the screen or in a page', () => {
  expect(twins.length).toBeGreaterThan(25);
  const texts = [
    ...sources.map((file) => ({ file, text: readFileSync(file, 'utf8') })),
    ...twins.map((file) => ({ file, text: proseOf(readFileSync(file, 'utf8')) })),
  ];
  const found = texts.flatMap(({ file, text }) =>
    [...words.map(({ never }) => never), politeYou].flatMap((never) => {
      const word = never?.exec(text)?.[0];
      return word === undefined ? [] : [`${file}: ${word}`];
    }),
  );
  expect(found).toEqual([]);
});
