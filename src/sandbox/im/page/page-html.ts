const titles = { en: 'Chats of the sandbox', zh: '沙箱聊天' } as const;

/** The page, empty: its script draws everything. */
export function pageHtml(script: string, language: 'en' | 'zh'): string {
  return `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${titles[language]}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/chat/style.css">
<script type="module" src="/chat/${script}"></script>
</head>
<body><noscript>${language === 'zh' ? '此页面需要 JavaScript。' : 'This page needs JavaScript.'}</noscript></body>
</html>
`;
}
