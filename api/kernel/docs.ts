import path from 'node:path';
import express from 'express';
import { describe } from './openapi';
import type { Route } from './route';

const INITIALIZER = `window.onload = () => {
  window.ui = SwaggerUIBundle({
    url: '/openapi.json', dom_id: '#swagger-ui', deepLinking: true, docExpansion: 'none', persistAuthorization: true,
    presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset], layout: 'StandaloneLayout',
  });
};
`;

/** `/openapi.json`, and `/docs` that shows it; the viewer is served from here, not from a CDN. */
export function docs(routes: readonly Route[], version: string): express.Router {
  const router = express.Router();
  let document: unknown;
  router.get('/openapi.json', (_request, response) => {
    document ??= describe(routes, version);
    response.json(document);
  });
  router.get('/docs/swagger-initializer.js', (_request, response) => {
    response.type('text/javascript').send(INITIALIZER);
  });
  router.use('/docs', express.static(path.dirname(require.resolve('swagger-ui-dist/package.json'))));
  return router;
}
