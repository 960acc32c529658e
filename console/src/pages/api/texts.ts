import { plural } from '../../texts/plural.ts';
import { defineTexts } from '../../texts/texts.ts';

export const texts = defineTexts({
  title: { en: 'API', zh: 'API' },
  about: {
    en: (count: number) =>
      `${count} ${plural(count, 'route', 'routes')}: whatever the console does, programs can do, too.`,
    zh: (count) => `共 ${count} 个路由：控制台能做的，程序也都能做。`,
  },
  aboutNone: { en: 'Whatever the console does, programs can do, too.', zh: '控制台能做的，程序也都能做。' },
  search: { en: 'Path, word or field', zh: '路径、文字或字段' },
  nothing: { en: 'No route fits', zh: '没有匹配的路由' },
  clear: { en: 'Clear the search', zh: '清除搜索' },
  document: { en: 'OpenAPI document', zh: 'OpenAPI 文档' },
  newToken: { en: 'Make a token', zh: '创建令牌' },
  how: { en: 'How to ask', zh: '如何请求' },
  howToken: {
    en: 'Send an API token with each request. The examples take it from a variable:',
    zh: '每个请求都要带上 API 令牌。示例从环境变量中读取：',
  },
  howLists: {
    en: 'Lists answer “items”, “total” and “next”, which is the “cursor” of the next page. Times are UTC. Errors are problem+json with code, cause and cure.',
    zh: '列表返回 items、total 和 next，其中 next 即下一页的 cursor。时间均为 UTC。错误为 problem+json，包含 code、cause 和 cure。',
  },
  needs: { en: 'Needs', zh: '需要' },
  anybody: { en: 'Anybody', zh: '任何人' },
  notYou: { en: 'more than your role', zh: '超出你的角色' },
  parameters: { en: 'Parameters', zh: '参数' },
  body: { en: 'Body', zh: '正文' },
  answers: { en: 'Answers', zh: '回答' },
  example: { en: 'Example', zh: '示例' },
  name: { en: 'Name', zh: '名称' },
  type: { en: 'Type', zh: '类型' },
  what: { en: 'What it is', zh: '说明' },
  required: { en: 'required', zh: '必填' },
  usually: { en: (value: string) => `usually ${value}`, zh: (value) => `默认 ${value}` },
  path: { en: 'path', zh: '路径' },
  query: { en: 'query', zh: '查询' },
  header: { en: 'header', zh: '请求头' },
  oneForm: { en: (at: number) => `Form ${at}`, zh: (at) => `形式 ${at}` },
  noBody: { en: 'nothing', zh: '无' },
  events: { en: 'server-sent events', zh: '服务器发送事件' },
  orProblem: { en: 'Otherwise a problem.', zh: '否则返回 problem。' },
});
