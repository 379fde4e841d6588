// An identity provider for the browser tests: npm's certified oidc-provider, set up as FranceConnect (who asks) or as ProConnect. Its sign-in page is a
// form with a name; what is typed decides who comes back, of which level, with how many factors.
import { generateKeyPairSync } from 'node:crypto';
import Provider from 'oidc-provider';            // 8: the last for Debian 12's node

const people = {
  angela: { given_name: 'Angela Claire', family_name: 'DUBOIS' },
  other: { given_name: 'Autre', family_name: 'PERSONNE' },
};

const logoutSource = (ctx, form) => { ctx.body = `<!DOCTYPE html><html lang="fr"><head><title>Quitter</title></head><body><main><h1>Quitter le fournisseur d'identité ?</h1>${form}<button form="op.logoutForm" name="logout" value="yes">Quitter</button></main></body></html>`; };

// A handler of requests and the key that signs.
export function make(kind, issuer, back, afterLogout) {
  const key = { ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }), kid: `${kind}-1`, alg: 'ES256', use: 'sig' };
  const provider = new Provider(issuer, {
    clients: [{
      client_id: 'guichet', client_secret: 'un-secret-de-test-assez-long-pour-tous', redirect_uris: [back], post_logout_redirect_uris: [afterLogout],
      token_endpoint_auth_method: 'client_secret_post', id_token_signed_response_alg: 'ES256', userinfo_signed_response_alg: 'ES256', grant_types: ['authorization_code'], response_types: ['code'],
    }],
    jwks: { keys: [key] },
    enabledJWA: { idTokenSigningAlgValues: ['ES256'], userinfoSigningAlgValues: ['ES256'] },
    scopes: ['openid', 'given_name', 'family_name', 'usual_name'],
    claims: { openid: ['sub'], given_name: ['given_name'], family_name: ['family_name'], usual_name: ['usual_name'], acr: null, amr: null, auth_time: null },
    acrValues: ['eidas1', 'eidas2'],
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false }, jwtUserinfo: { enabled: true }, claimsParameter: { enabled: true }, rpInitiatedLogout: { enabled: true, logoutSource } },
    cookies: { names: { session: `p_${kind}_s`, interaction: `p_${kind}_i`, resume: `p_${kind}_r` }, keys: ['test'] },
    ttl: { AccessToken: 60, AuthorizationCode: 60, IdToken: 60, Interaction: 600, Session: 3600, Grant: 3600 },
    interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (ctx, id) => ({ accountId: id, claims: () => ({ sub: id, usual_name: people[id]?.family_name, ...people[id] }) }),
    loadExistingGrant: async (ctx) => {
      const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
      grant.addOIDCScope('openid given_name family_name usual_name');
      grant.addOIDCClaims(['acr', 'amr']);
      await grant.save();
      return grant;
    },
  });

  const show = (uid) => `<!DOCTYPE html><html lang="fr"><head><title>${kind}</title></head><body><main><h1>Fournisseur d'identité</h1>
  <form method="post" action="/interaction/${uid}"><label>Personne <input name="who"></label> <label>Niveau <input name="acr" value="eidas1"></label> <label>Facteurs <input name="amr" value="pwd mfa"></label>
  <button name="go" value="yes">Continuer</button> <button name="go" value="no">Annuler</button></form></main></body></html>`;

  async function interaction(req, res) {
    const { uid } = await provider.interactionDetails(req, res);
    if (req.method === 'GET') return res.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(show(uid));
    let body = '';
    for await (const piece of req) body += piece;
    const form = new URLSearchParams(body);
    if (form.get('go') === 'no') return provider.interactionFinished(req, res, { error: 'access_denied', error_description: 'abandon' });
    return provider.interactionFinished(req, res, { login: { accountId: form.get('who'), acr: form.get('acr') || undefined, amr: form.get('amr').split(' ').filter(Boolean) } });
  }

  const answer = provider.callback();
  return {
    key,
    handle(req, res) {
      if (!req.url.startsWith('/interaction/')) return answer(req, res);
      return interaction(req, res).catch((e) => res.writeHead(400).end(String(e)));
    },
  };
}
