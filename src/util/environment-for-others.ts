/** What other programs get of our environment: the master keys are nobody's business but ours, nor what proves to a receiver of traces who sends them. */
export function environmentForOthers(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !/^(?:LARKSTREAM|OTEL)_/.test(name)));
}
