import type { Route } from '../route.ts';

/** The route of a call, and the decoded parameters of its path. */
export interface RouteMatch {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

interface Node {
  readonly fixed: Map<string, Node>;
  param: { readonly name: string; readonly node: Node } | undefined;
  route: Route | undefined;
}

/** Finds the route of a path; a fixed segment wins over a parameter, so `/users/batch` is never a user id. */
export class Router {
  readonly #roots = new Map<string, Node>();

  constructor(routes: readonly Route[]) {
    for (const route of routes) this.#add(route);
  }

  find(method: string, path: string): RouteMatch | undefined {
    const root = this.#roots.get(method);
    if (root === undefined) return undefined;
    // The platform answers token calls with a trailing slash all the same (third-party probe of September 2026).
    const segments = (path.endsWith('/') ? path.slice(0, -1) : path).split('/').slice(1);
    const params: Record<string, string> = {};
    const route = walk(root, segments, params);
    return route === undefined ? undefined : { route, params };
  }

  #add(route: Route): void {
    let node = this.#roots.get(route.method);
    if (node === undefined) {
      node = emptyNode();
      this.#roots.set(route.method, node);
    }
    for (const segment of route.path.split('/').slice(1)) node = child(node, segment);
    node.route = route;
  }
}

function walk(root: Node, segments: readonly string[], params: Record<string, string>): Route | undefined {
  let node = root;
  for (const segment of segments) {
    const fixed = node.fixed.get(segment);
    if (fixed !== undefined) {
      node = fixed;
    } else if (node.param !== undefined && segment !== '') {
      params[node.param.name] = decoded(segment);
      node = node.param.node;
    } else {
      return undefined;
    }
  }
  return node.route;
}

function child(node: Node, segment: string): Node {
  if (segment.startsWith(':')) {
    node.param ??= { name: segment.slice(1), node: emptyNode() };
    return node.param.node;
  }
  const known = node.fixed.get(segment) ?? emptyNode();
  node.fixed.set(segment, known);
  return known;
}

function emptyNode(): Node {
  return { fixed: new Map(), param: undefined, route: undefined };
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
