// Tests the client: its behaviour, its types and its size. The last two need packages from npm and are
// left out with a notice where these cannot be had.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';

/** What is fetched from npm, by the folder that it is put into. */
const PACKAGES = {
  tools: { esbuild: '0.28.2', typescript: '5.9.3' },
  'react-18': { react: '18.3.1', 'react-test-renderer': '18.3.1' },
  'react-19': { react: '19.2.0', 'react-test-renderer': '19.2.0' },
  recipes: { vue: '3.5.22', svelte: '5.39.9', rxjs: '7.8.2', '@angular/core': '20.3.4' },
};
const OLDEST_NODE = 20;

const FILES = readdirSync('src').filter((file) => file.endsWith('.js'));

/** What the client loads when it needs it. */
const LATER = [...readFileSync('src/load.js', 'utf8').matchAll(/import\('\.\/(.*?)'\)/g)].map(
  ([, file]) => file,
);

/**
 * How many bytes each part may have, minified and compressed, without what is there before it.
 *
 * @type {[what: string, file: string, without: string[], most: number][]}
 */
const BUDGETS = [
  ['first load', 'client.js', LATER, 6_900],
  ['all of the client', 'client.js', [], 17_700],
  [
    'opening lines',
    'lines.js',
    others(
      'lines',
      'delivery',
      'choice',
      'history',
      'line',
      'marks',
      'poll',
      'subscribing',
      'watch',
    ),
    4_500,
  ],
  ['WebSockets', 'websocket.js', others('websocket'), 1_550],
  ['event streams', 'sse.js', others('sse', 'event-stream', 'held-back'), 1_100],
  ['publishing', 'outbox.js', others('outbox', 'commands'), 2_300],
  ['sharing', 'share.js', others('share', 'guests', 'shared-line'), 2_900],
  ['doctor', 'doctor.js', others('doctor'), 2_048],
  ['react', 'react.js', [...others('react'), 'react'], 600],
  ['element', 'element.js', others('element'), 600],
];

/** @param {string[]} own which files belong to a part */
function others(...own) {
  return FILES.filter((file) => !own.includes(file.replace('.js', '')));
}

const [folder = 'target'] = process.argv.slice(2);
const bin = (name) => join(folder, 'tools', 'node_modules', '.bin', name);

function run(command, ...parts) {
  const { status } = spawnSync(command, parts, { stdio: 'inherit' });
  if (status !== 0) {
    process.exit(1);
  }
}

/** Fetches packages, unless they are there. */
function fetchPackages() {
  for (const [name, dependencies] of Object.entries(PACKAGES)) {
    const place = join(folder, name);
    if (!Object.keys(dependencies).every((one) => existsSync(join(place, 'node_modules', one)))) {
      mkdirSync(place, { recursive: true });
      writeFileSync(join(place, 'package.json'), JSON.stringify({ private: true, dependencies }));
      const flags = [
        '--no-package-lock',
        '--no-audit',
        '--no-fund',
        '--ignore-scripts',
        '--loglevel=error',
        '--fetch-retries=0',
      ];
      const { status } = spawnSync('npm', ['install', ...flags], {
        cwd: place,
        stdio: 'inherit',
        shell: true,
        timeout: 120_000,
      });
      if (status !== 0) {
        return; // the others cannot be had either
      }
    }
  }
}

/**
 * @param {string} file
 * @param {string} target a file, or a folder for what is split
 * @param {string[]} more
 */
function bundle(file, target, ...more) {
  const place = target.endsWith('.js') ? `--outfile=${target}` : `--outdir=${target}`;
  const flags = ['--bundle', '--minify', '--format=esm', '--log-level=warning', place];
  run(bin('esbuild'), `src/${file}`, ...flags, ...more);
}

function checkSizes() {
  for (const [what, file, without, most] of BUDGETS) {
    const minified = join(folder, `min-${what.replaceAll(' ', '-')}.js`);
    const external = without.map((one) => `--external:${one.endsWith('.js') ? './' : ''}${one}`);
    bundle(file, minified, ...external);
    const bytes = gzipSync(readFileSync(minified), { level: 9 }).length;
    console.log(`${what}: ${bytes} bytes minified and compressed, of ${most}`);
    if (bytes > most) {
      console.error(`${what} is larger than its budget`);
      process.exit(1);
    }
  }
}

/** Lets the client work as bundlers put it together. */
function testBundle() {
  const split = join(folder, 'split');
  rmSync(split, { recursive: true, force: true });
  bundle('client.js', split, '--splitting');
  for (const place of [split, folder]) {
    writeFileSync(join(place, 'package.json'), '{"type":"module"}');
  }
  const whole = join(folder, 'min-all-of-the-client.js');
  for (const client of [join(split, 'client.js'), whole]) {
    process.env.TIDEWIRE_CLIENT = resolve(client);
    run(process.execPath, '--test', '--test-reporter=dot', join('test', 'bundle.test.js'));
  }
}

if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
  console.log(
    `The client is not tested: Node ${process.versions.node} is older than ${OLDEST_NODE}.`,
  );
  process.exit(0);
}
fetchPackages();
const tests = readdirSync('test')
  .filter((file) => file.endsWith('.test.js'))
  .map((file) => join('test', file));
run(process.execPath, '--test', '--test-reporter=dot', ...tests);
if (existsSync(bin('tsc')) && existsSync(bin('esbuild'))) {
  run(bin('tsc'), '--project', 'tsconfig.json');
  checkSizes();
  testBundle();
} else {
  console.log(
    'The types and the size of the client are not checked: npm cannot fetch what that takes.',
  );
}
