/** In a checkout nothing is installed: what a person copies must run there too. */
export function calledAs(environment: Readonly<Record<string, string | undefined>>): string {
  return environment.npm_command === 'run-script' || environment.npm_command === 'run'
    ? 'npm run larkstream --'
    : 'larkstream';
}
