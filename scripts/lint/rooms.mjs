import path from 'node:path';

/** Of a file's path in the repository: its room and the wing, or what stands beside the wings, that it belongs to. */
const PLACES = [
  /^(workflows|api)\/([a-z]+)\//,
  /^(activities)\/(?:reads|texts|bulk)\/([a-z]+)\//,
  /^(models)\/([a-z]+)\.ts$/,
];
const WINGS = new Set(['front', 'deal', 'money', 'completion', 'service', 'property', 'agency']);

function placeOf(file) {
  const found = PLACES.map((place) => place.exec(file)).find(Boolean);
  return found?.[2];
}

/** The file of the repository that an import names, without its ending. */
function targetOf(file, spec) {
  return spec.startsWith('.') ? path.posix.join(path.posix.dirname(file), spec) : undefined;
}

const isPublic = (target) => /^workflows\/[a-z]+\/[a-z-]+\/contract$/.test(target);
const isSchema = (target) => /^workflows\/[a-z]+\/[a-z-]+\/schema$/.test(target);

/** Why a file may not import another; undefined: it may. */
function objectionTo(file, target, isTypeOnly) {
  // Schemas are made of schemas; they are not workflow code.
  const isSchemaItself = /\/(?:[a-z-]+\.)?schema\.ts$/.test(file);
  if (file.startsWith('workflows/') && !isSchemaItself && isSchema(target) && !isTypeOnly)
    return 'Workflow code imports only the types of a schema.ts: zod is not for the workflow sandbox.';
  const from = placeOf(file);
  const to = placeOf(`${target}.ts`) ?? placeOf(`${target}/index.ts`);
  if (!from || !to || from === to || !WINGS.has(to)) return undefined;
  if (from === 'kernel') return `The kernel knows no wing: it may not import ${target}.`;
  const isBound = WINGS.has(from) || from === 'books';
  if (!isBound || isPublic(target) || (isSchema(target) && isTypeOnly)) return undefined;
  return `${from} may import only contract.ts, and types of schema.ts, of the wing ${to}, not ${target}.`;
}

const isTypeOnly = ({ importKind, exportKind, specifiers }) =>
  importKind === 'type' ||
  exportKind === 'type' ||
  (specifiers?.length > 0 && specifiers.every((one) => one.importKind === 'type' || one.exportKind === 'type'));

/** Keeps the wings apart: each uses the kernel, the books and the others' public faces. */
const rooms = {
  create(context) {
    const file = path.relative(context.cwd, context.filename).split(path.sep).join('/');
    const check = (node, source, onlyTypes) => {
      const target = typeof source?.value === 'string' ? targetOf(file, source.value) : undefined;
      const message = target && objectionTo(file, target, onlyTypes);
      if (message) context.report({ node, message });
    };
    return {
      ImportDeclaration: (node) => check(node, node.source, isTypeOnly(node)),
      ExportNamedDeclaration: (node) => check(node, node.source, isTypeOnly(node)),
      ExportAllDeclaration: (node) => check(node, node.source, isTypeOnly(node)),
      ImportExpression: (node) => check(node, node.source, false),
      TSImportType: (node) => check(node, node.source ?? node.argument?.literal, true),
    };
  },
};

export default { meta: { name: 'estateflow' }, rules: { rooms } };
