import { defineTexts } from '../../texts/texts.ts';

export const texts = defineTexts({
  title: { en: 'Destinations', zh: '目标' },
  about: { en: 'Databases and folders that pipelines write to.', zh: '管道写入的数据库和文件夹。' },
  search: { en: 'Search by name', zh: '按名称搜索' },
  type: { en: 'Type', zh: '类型' },
  name: { en: 'Name', zh: '名称' },
  place: { en: 'Place', zh: '位置' },
  test: { en: 'Last test', zh: '最近测试' },
  testedAt: { en: 'Tested', zh: '测试时间' },
  create: { en: 'New destination', zh: '新建目标' },
  createButton: { en: 'Create and test', zh: '创建并测试' },
  created: { en: (name: string) => `“${name}” is there`, zh: (name) => `已创建“${name}”` },
  emptyTitle: { en: 'No destination yet', zh: '还没有目标' },
  empty: {
    en: 'A destination is a Postgres database, a DuckDB file, or a folder of Parquet, NDJSON or CSV files. Several pipelines may write to one.',
    zh: '目标可以是 Postgres 数据库、DuckDB 文件，或存放 Parquet、NDJSON、CSV 文件的文件夹。多个管道可以写入同一个目标。',
  },
  nothingTitle: { en: 'No destination fits the filter', zh: '没有符合筛选条件的目标' },
  clear: { en: 'Clear the filter', zh: '清除筛选' },
});
