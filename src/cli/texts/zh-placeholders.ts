const placeholders: Readonly<Record<string, string>> = {
  options: '选项',
  command: '命令',
  events: '事件',
  file: '文件',
  files: '文件',
  folder: '文件夹',
  sql: 'SQL',
  stream: '数据流',
  id: 'ID',
  login: '登录名',
  pipeline: '管道',
  run: '运行',
  name: '名称',
  version: '版本',
  handler: '处理程序',
  session: '会话',
  turn: '轮次',
  tenant: '企业',
  key: '标识',
  script: '脚本',
};

/** What stands in brackets in the place of a word that a person types, such as `<file>`. */
export function placeholderInChinese(name: string): string {
  return placeholders[name] ?? name;
}
