// A real OpenID Connect provider on loopback, for tests: `node server.mjs PORT ALG REDIRECT_URI...`
// Whoever types a name is believed; the name is the subject, and NAME@agency.example her verified address.

import {createRequire} from 'node:module';
import {pathToFileURL} from 'node:url';
import {createServer} from 'node:http';
import {generateKeyPairSync, randomUUID} from 'node:crypto';

// Its clock goes as far ahead as `POST /clock/SECONDS` has said last: 0 to begin with, behind where it is less.
let ahead = 0;
const Right = Date;
globalThis.Date = class extends Right {
  constructor(...said) {
    super(...(said.length ? said : [Right.now() + ahead * 1000]));
  }

  static now() {
    return Right.now() + ahead * 1000;
  }
};

const require = createRequire(`${process.env.PROVIDER_MODULES}/`);
const {default: Provider} = await import(pathToFileURL(require.resolve('oidc-provider')).href);

const [port, alg, ...redirects] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;

function key() {
  const pair = {
    RS256: () => generateKeyPairSync('rsa', {modulusLength: 2048}),
    PS256: () => generateKeyPairSync('rsa', {modulusLength: 2048}),
    ES256: () => generateKeyPairSync('ec', {namedCurve: 'P-256'}),
    EdDSA: () => generateKeyPairSync('ed25519'),
  }[alg]();
  return {...pair.privateKey.export({format: 'jwk'}), kid: randomUUID(), alg, use: 'sig'};
}

const provider = new Provider(issuer, {
  clients: [{
    client_id: 'trygg', client_secret: 'a secret that nobody guesses', redirect_uris: redirects,
    post_logout_redirect_uris: redirects.map((one) => one.replace(/\/return$/, '')),
    id_token_signed_response_alg: alg, token_endpoint_auth_method: 'client_secret_basic',
  }],
  jwks: {keys: [key()]},
  cookies: {keys: [randomUUID()]},
  claims: {openid: ['sub'], email: ['email', 'email_verified']},
  conformIdTokenClaims: false,
  pkce: {required: () => true, methods: ['S256']},
  features: {devInteractions: {enabled: false}, rpInitiatedLogout: {enabled: true}},
  ttl: {Session: 3600, Interaction: 600, Grant: 3600, IdToken: 300, AccessToken: 300},
  interactions: {url: (ctx, interaction) => `/say-who/${interaction.uid}`},
  findAccount: (ctx, id) => ({
    accountId: id,
    claims: () => ({sub: id, email: `${id}@agency.example`, email_verified: true}),
  }),
  async loadExistingGrant(ctx) {
    const grant = new ctx.oidc.provider.Grant({
      clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId,
    });
    grant.addOIDCScope('openid email');
    await grant.save();
    return grant;
  },
});

const answer = provider.callback();

createServer(async (request, response) => {
  if (request.url.startsWith('/clock/')) {
    ahead = Number(request.url.slice('/clock/'.length));
    return response.end();
  }
  if (!request.url.startsWith('/say-who/')) return answer(request, response);
  try {
    if (request.method === 'GET') {
      response.setHeader('Content-Type', 'text/html');
      response.end('<!doctype html><title>Agency</title><form method="post"><label>Name <input name="name" autofocus></label>'
        + '<button name="go" value="yes">Log in</button><button name="go" value="no">No</button></form>');
      return;
    }
    let body = '';
    for await (const part of request) body += part;
    const said = new URLSearchParams(body);
    const result = said.get('go') === 'no'
      ? {error: 'access_denied', error_description: '<script>alert("broken off")</script>'}
      : {login: {accountId: said.get('name')}};
    await provider.interactionFinished(request, response, result, {mergeWithLastSubmission: false});
  } catch (error) {
    response.statusCode = 500;
    response.end(String(error));
  }
}).listen(Number(port), '127.0.0.1');
