import { existsSync, readFileSync } from 'node:fs';
import { isTwin, originalOf } from '../../scripts/twins.ts';

interface DocBlock {
  readonly language: string;
  readonly text: string;
}

/** The fenced blocks of a page, without their indentation. */
export function docBlocks(text: string): DocBlock[] {
  const fence = /^( *)```([\w-]*)\n([\s\S]*?)^\1```/gm;
  return [...text.matchAll(fence)].map(([, indent = '', language = '', block = '']) => ({
    language,
    text: block.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  }));
}

/** A page without its fenced blocks. */
export function proseOf(text: string): string {
  return text.replaceAll(/^( *)```[\w-]*\n[\s\S]*?^\1```/gm, '');
}

/** What a machine reads of a page's blocks: without remarks. Of blocks in no language, only that they are there. */
export function machineBlocks(text: string): string[] {
  return docBlocks(text).map((block) => `${block.language}: ${withoutRemarks(block)}`);
}

function withoutRemarks({ language, text }: DocBlock): string {
  if (language === '' || language === 'text') return '';
  if (!['sh', 'yaml', 'python'].includes(language)) return text;
  return text
    .split('\n')
    .map((line) => line.replace(/(^|\s+)#.*$/, ''))
    .filter((line) => line.trim() !== '')
    .join('\n');
}

/** Whether a page's blocks are those of its English twin, which is tried instead. */
export function repeatsItsTwin(page: string): boolean {
  if (!isTwin(page) || !existsSync(originalOf(page))) return false;
  const [own, other] = [page, originalOf(page)].map((file) => machineBlocks(readFileSync(file, 'utf8')).join('\n'));
  return own === other;
}
