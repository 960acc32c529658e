import { plainReply, type Reply } from '../gateway/reply.ts';
import type { Person } from '../people/person.ts';

/** In the place of the platform's own sign-in: the person at the browser says who they are. */
export function peoplePage(query: URLSearchParams, people: readonly Person[]): Reply {
  const choices = [
    ...people.map(({ openId, name, jobTitle }) => ({ as: openId, label: `${name} · ${jobTitle}` })),
    { as: 'nobody', label: 'Refuse / 拒绝' },
  ];
  const items = choices.map(({ as, label }) => {
    const chosen = new URLSearchParams(query);
    chosen.set('as', as);
    return `<li><a href="?${escaped(chosen.toString())}">${escaped(label)}</a></li>`;
  });
  const title = 'Sandbox: sign in as / 沙箱：选择登录人员';
  const html = `<!doctype html><meta charset="utf-8"><title>${title}</title><h1>${title}</h1><ul>${items.join('')}</ul>`;
  return plainReply(200, html, 'text/html; charset=utf-8');
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
