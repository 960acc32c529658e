/** The page of an app in the developer console where scopes are granted, with these chosen. Source: the links of refusals with 99991672. */
export function scopePage(consoleUrl: string, scopes: readonly string[]): string {
  return `${consoleUrl}/auth?q=${scopes.join(',')}&op_from=openapi&token_type=tenant`;
}

/** Where its events are added, and how they come. */
export function eventPage(consoleUrl: string): string {
  return `${consoleUrl}/event`;
}
