// provider.mjs - a real OpenID provider for test_sso.py, told by POST /control what to be like.
//
// Prints its issuer.  A control is JSON; what it does not name stays:
//   users         {login: claims}; each signs in with any password
//   sparse        true: ID tokens say who it is alone; the rest is told at the userinfo endpoint
//   told          null, or claims that replace those told at the userinfo endpoint
//   redirect_uris of the one client, "amtstermin" with the secret "geheim"
//   rotate        true: sign with new keys, of which the old ones are gone
//   alg           what ID tokens are signed with
//   forge         {claims, header, key}: ID tokens are made anew with these claims, header members and,
//                 where key is "foreign", a key that is not the provider's; null: no longer
// The answer counts how often each path was asked for.
import http from 'node:http';

import * as jose from 'jose';
import Provider from 'oidc-provider';

const ALGORITHMS = ['RS256', 'PS256', 'ES256'];
const state = { users: {}, redirect_uris: [], alg: 'RS256', forge: null, sparse: false, told: null };
const asked = {};
let keys, handle, issuer;

async function keysMake() {
  keys = [];
  for (const alg of ALGORITHMS) {
    const { privateKey } = await jose.generateKeyPair(alg, { extractable: true, modulusLength: 2048 });
    const jwk = await jose.exportJWK(privateKey);
    keys.push({ ...jwk, alg, use: 'sig', kid: await jose.calculateJwkThumbprint(jwk) });
  }
}

async function forge(token) {
  const { claims, header, key } = state.forge;
  const own = keys.find((jwk) => jwk.alg === state.alg);
  const payload = { ...jose.decodeJwt(token), ...claims };
  const head = { ...jose.decodeProtectedHeader(token), ...header };
  if (head.alg === 'none') return `${jose.base64url.encode(JSON.stringify(head))}.${token.split('.')[1]}.`;
  if (head.alg === 'HS256') {
    // The classic confusion: the public key as if it were a shared secret.
    const spki = await jose.exportSPKI(await jose.importJWK({ kty: own.kty, n: own.n, e: own.e }, 'RS256'));
    return new jose.SignJWT(payload).setProtectedHeader(head).sign(new TextEncoder().encode(spki));
  }
  const signer = key === 'foreign' ? (await jose.generateKeyPair(head.alg)).privateKey : await jose.importJWK(own, head.alg);
  return new jose.SignJWT(payload).setProtectedHeader(head).sign(signer);
}

function providerMake() {
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'amtstermin',
        client_secret: 'geheim',
        redirect_uris: state.redirect_uris,
        post_logout_redirect_uris: state.redirect_uris.map((uri) => uri.replace(/back$/, 'signed-out')),
        id_token_signed_response_alg: state.alg,
      },
    ],
    jwks: { keys },
    enabledJWA: { idTokenSigningAlgValues: ALGORITHMS },
    pkce: { required: () => true, methods: ['S256'] },
    conformIdTokenClaims: state.sparse,
    claims: { openid: ['sub'], profile: ['name', 'groups'], email: ['email', 'email_verified'] },
    cookies: { keys: ['of a test'] },
    ttl: { Session: 3600, Grant: 3600, Interaction: 3600 },
    findAccount: (_, login) => state.users[login] && { accountId: login, claims: () => ({ sub: login, ...state.users[login] }) },
    // Nobody is asked whether the county's own program may know who they are.
    async loadExistingGrant(ctx) {
      const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
      grant.addOIDCScope('openid profile email');
      await grant.save();
      return grant;
    },
  });
  provider.use(async (ctx, next) => {
    await next();
    if (state.told && ctx.path === '/me') ctx.body = state.told;
    if (state.forge && ctx.body?.id_token) ctx.body.id_token = await forge(ctx.body.id_token);
  });
  handle = provider.callback();
}

async function control(request, response) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const { rotate, ...wanted } = JSON.parse(Buffer.concat(chunks).toString() || '{}');
  Object.assign(state, wanted);
  if (rotate) await keysMake();
  providerMake();
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify(asked));
}

const server = http.createServer((request, response) => {
  const path = request.url.split('?')[0];
  if (path === '/control') {
    control(request, response);
    return;
  }
  asked[path] = (asked[path] ?? 0) + 1;
  handle(request, response);
});

server.listen(Number(process.argv[2] ?? 0), '127.0.0.1', async () => {
  issuer = `http://127.0.0.1:${server.address().port}`;
  await keysMake();
  providerMake();
  console.log(issuer);
});
