import { defineTexts } from '../../texts/texts.ts';

export const texts = defineTexts({
  title: { en: 'Connect a company', zh: '接入企业' },
  hint: {
    en: 'The company that has installed the app gets a pipeline of its own: a draft, which does not run by itself.',
    zh: '安装了应用的企业会得到自己的管道：一份不会自行运行的草稿。',
  },
  incomplete: {
    en: 'The link is not whole: copy all of it, with what follows the #.',
    zh: '链接不完整：请复制整个链接，包括 # 之后的部分。',
  },
  name: { en: 'Name of the pipeline', zh: '管道名称' },
  nameHint: {
    en: 'Left empty, it is named after the integration and the company',
    zh: '留空则以集成和企业命名',
  },
  claim: { en: 'Make the draft', zh: '创建草稿' },
  claimed: {
    en: 'The draft is made. Choose its destination and streams, then activate it.',
    zh: '草稿已创建。请选择目标和数据流，然后启用。',
  },
  open: { en: 'Open the pipeline', zh: '打开管道' },
});
