/** What the platform calls a file by its ending (im-v1/file/create): it shows a preview of those that it knows. */
export type FileKind = 'opus' | 'mp4' | 'pdf' | 'doc' | 'xls' | 'ppt' | 'stream';

const kinds: Readonly<Record<string, FileKind>> = {
  opus: 'opus',
  mp4: 'mp4',
  pdf: 'pdf',
  doc: 'doc',
  docx: 'doc',
  xls: 'xls',
  xlsx: 'xls',
  ppt: 'ppt',
  pptx: 'ppt',
};

/** By the name; `stream` is any other file. */
export function fileKindOf(name: string): FileKind {
  const ending = /\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  return kinds[ending] ?? 'stream';
}
