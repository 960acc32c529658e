import { errorCodes } from '../../model/error-codes.ts';
import type { Language } from '../../model/message.ts';
import { placeOfError } from '../api/problem.ts';
import { escapeHtml } from './escape-html.ts';

const texts = {
  en: { title: 'Errors of Larkstream', other: '中文', cure: 'What to do' },
  zh: { title: 'Larkstream 的错误', other: 'English', cure: '怎么办' },
} as const;

/** Every code with its cause and its cure, each at a place of its own, which the `docs` of a problem leads to. */
export function renderErrors(language: Language): string {
  const { title, other, cure } = texts[language];
  const entries = Object.entries(errorCodes).map(
    ([code, about]) => `<h2 id="${placeOfError(code)}"><code>${code}</code></h2>
<p>${escapeHtml(about.cause[language])}</p>
<p>${cure}: ${escapeHtml(about.cure[language])}</p>`,
  );
  return `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="pages/door.css">
</head>
<body>
<main>
<header><span>Larkstream</span><a href="?lang=${language === 'en' ? 'zh' : 'en'}">${other}</a></header>
<h1>${title}</h1>
${entries.join('\n')}
</main>
</body>
</html>
`;
}
