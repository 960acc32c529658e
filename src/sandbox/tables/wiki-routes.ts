import { ApiFailure, type Exchange, type Route } from '../route.ts';
import type { BaseRegistry } from './base-access.ts';
import { token } from './names-and-tokens.ts';
import type { SandboxBase } from './sandbox-base.ts';

/** Resolves a wiki page to the document behind it (wiki-v2/space-node/get_node). */
export function wikiRoutes(registry: BaseRegistry, ownerOpenId: string, anchorMs: number): readonly Route[] {
  const seconds = String(Math.floor(anchorMs / 1000));
  const node = (base: SandboxBase, nodeToken: string): Record<string, unknown> => ({
    space_id: '6870403571079249922',
    node_token: nodeToken,
    obj_token: base.appToken,
    obj_type: 'bitable',
    parent_node_token: `wik${token(`${base.appToken}/parent`, 24)}`,
    node_type: 'origin',
    origin_node_token: nodeToken,
    origin_space_id: '6870403571079249922',
    has_child: false,
    title: base.name,
    obj_create_time: seconds,
    obj_edit_time: seconds,
    node_create_time: seconds,
    creator: ownerOpenId,
    owner: ownerOpenId,
    node_creator: ownerOpenId,
  });
  const handle = (exchange: Exchange): { data: unknown } => {
    const asked = exchange.query.get('token') ?? '';
    if (asked === '') throw new ApiFailure(131002, 'param err: token is empty');
    // With obj_type=bitable the token is the document's own (get_node, obj_type).
    const byDocument = exchange.query.get('obj_type') === 'bitable' ? registry.bases.get(asked) : undefined;
    const base = byDocument?.wikiToken === undefined ? registry.wikiNodes.get(asked) : byDocument;
    if (base === undefined) throw new ApiFailure(131005, 'not found');
    if (!base.isShared) throw new ApiFailure(131006, 'permission denied: node permission denied');
    return { data: { node: node(base, base.wikiToken ?? asked) } };
  };
  return [{ method: 'GET', path: '/open-apis/wiki/v2/spaces/get_node', handle }];
}
