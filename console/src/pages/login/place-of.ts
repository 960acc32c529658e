/** A place of the console, and of nobody else. */
export function placeOf(returnTo: string | undefined): string {
  return returnTo !== undefined && /^\/(?![/\\])[\x21-\x7e]*$/.test(returnTo) ? returnTo : '/';
}
