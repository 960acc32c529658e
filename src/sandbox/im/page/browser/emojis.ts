/** How some emojis of the platform look; any other is shown by its name. */
export const glyphs: Readonly<Record<string, string>> = {
  OK: '👌',
  THUMBSUP: '👍',
  ThumbsDown: '👎',
  THANKS: '🙏',
  APPLAUSE: '👏',
  DONE: '✅',
  SMILE: '🙂',
  LAUGH: '😄',
  LOVE: '😍',
  HEART: '❤️',
  PARTY: '🎉',
  FACEPALM: '🤦',
  THINKING: '🤔',
  CRY: '😢',
  ANGRY: '😠',
  WOW: '😮',
  ROSE: '🌹',
  Fire: '🔥',
  Hundred: '💯',
  EYES: '👀',
  OnIt: '🫡',
  Typing: '⌨️',
  CheckMark: '✔️',
  CrossMark: '❌',
};

/** An emoji as it is drawn. */
export function glyphOf(name: string): string {
  return Object.hasOwn(glyphs, name) ? (glyphs[name] ?? name) : `:${name}:`;
}
