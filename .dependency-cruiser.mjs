/** The import table of design section 3 as an allow-list: an edge that no row allows fails, so a folder without a row fails. */
const TEST = '\\.(test|property)\\.tsx?$';
const folder = (name) => `^src/${name}/`;
const npm = (...names) => names.map((name) => `^node_modules/${name}/`);

/** What the window is drawn with. */
const UI = [
  'zod',
  'react',
  '@types/react',
  'react-dom',
  '@types/react-dom',
  'zustand',
  '@base-ui/react',
  '@tanstack/react-virtual',
  'cmdk',
  'react-resizable-panels',
  'd3-scale',
  '@types/d3-scale',
  '@fontsource-variable/inter',
  '@fontsource-variable/jetbrains-mono',
];

/** folder -> [folders it may import, npm packages it may import, may it import node:*] */
const TABLE = {
  'shared/base': [[], [], false],
  'shared/events': [['shared/base'], ['zod'], false],
  'shared/projections': [['shared/base', 'shared/events'], ['zod'], false],
  'shared/scenario': [['shared/base', 'shared/events'], ['zod', 'yaml'], false],
  'shared/sweep': [['shared/base', 'shared/events', 'shared/scenario', 'shared/projections'], ['zod'], false],
  'shared/rpc': [['shared/base', 'shared/events', 'shared/scenario'], ['zod'], false],
  engine: [['shared/base', 'shared/events', 'shared/scenario', 'shared/projections'], [], false],
  exports: [['shared/base', 'shared/events', 'shared/projections'], [], false],
  imports: [['shared/base', 'shared/events', 'shared/projections'], ['zod'], false],
  store: [['shared/base', 'shared/events', 'engine/ports.ts'], ['better-sqlite3', '@types/better-sqlite3'], true],
  inference: [['shared/base', 'shared/events', 'engine/ports.ts'], ['node-llama-cpp'], true],
  host: [['shared', 'engine', 'store', 'inference', 'exports', 'imports'], [], true],
  shell: [['host', 'shared'], ['ws', '@types/ws'], true],
  cli: [['host', 'shared'], ['commander'], true],
  main: [['host', 'shared'], ['electron'], true],
  preload: [[], ['electron'], false],
  renderer: [['shared'], UI, false],
};

const rows = Object.entries(TABLE).flatMap(([name, [folders, packages, node]]) => {
  const inner = name === 'engine' ? '^src/engine/(?!testing/)' : folder(name);
  const allowed = [
    folder(name),
    ...folders.map((f) => (f.endsWith('.ts') ? `^src/${f}$` : `^src/${f}/`)),
    ...npm(...packages),
  ];
  const production = { from: { path: inner, pathNot: TEST }, to: { path: allowed, pathNot: [TEST, '/testing/'] } };
  return node
    ? [production, { from: { path: folder(name), pathNot: TEST }, to: { dependencyTypes: ['core'] } }]
    : [production];
});

export default {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  allowedSeverity: 'error',
  allowed: [
    ...rows,
    // engine/testing: the engine and fast-check
    {
      from: { path: '^src/engine/testing/' },
      to: { path: ['^src/engine/', '^src/shared/', '^node_modules/fast-check/'] },
    },
    // the host may offer the scripted model
    { from: { path: '^src/host/' }, to: { path: '^src/engine/testing/scripted-model\\.ts$' } },
    // helpers of tests that live in a folder named testing may use what their folder may, and Node
    { from: { path: '^src/(store|inference|host|cli|shell|main)/testing/' }, to: { dependencyTypes: ['core'] } },
    { from: { path: '^src/([^/]+)/testing/' }, to: { path: '^src/$1/' } },
    // what a person looks at the window's parts with
    {
      from: { path: '^src/renderer/([^/]+)/testing/' },
      to: { path: ['^src/renderer/', '^src/shared/', ...npm(...UI)], dependencyTypesNot: ['core'] },
    },
    { from: { path: '^src/shared/([^/]+)/testing/' }, to: { path: '^src/shared/$1/' } },
    // tests: their own folder's neighbourhood, vitest, fast-check and Node
    {
      from: { path: TEST },
      to: {
        path: [
          '^src/',
          ...npm('vitest', 'fast-check', 'zod', 'yaml', 'better-sqlite3', '@types/better-sqlite3', 'node-llama-cpp'),
          ...npm('ws', '@types/ws', 'electron', 'typescript', 'commonmark', '@types/commonmark', ...UI),
        ],
      },
    },
    { from: { path: TEST }, to: { dependencyTypes: ['core'] } },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.node.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
