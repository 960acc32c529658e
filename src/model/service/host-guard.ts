/** Which hosts that people name the service may connect to. */
export interface HostGuard {
  /**
   * The one IP address to connect to. A name is resolved once, so that it cannot mean another host afterwards.
   * @throws ConfigError `serve.host.refused`, with the same words whatever the reason: nobody learns what is inside a network.
   */
  resolve(host: string): Promise<string>;
}
