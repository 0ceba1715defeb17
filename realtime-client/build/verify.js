// Tests the client: its behaviour, its types and its size. The last two need packages from npm and are
// left out with a notice where these cannot be had.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** What is fetched from npm, by the folder that it is put into. */
const PACKAGES = {
  tools: { esbuild: '0.28.2', typescript: '5.9.3' },
  'react-18': { react: '18.3.1', 'react-test-renderer': '18.3.1' },
  'react-19': { react: '19.2.0', 'react-test-renderer': '19.2.0' },
};
const OLDEST_NODE = 20;

/** How many bytes each part may have, minified and compressed: a page waits for them. */
const BUDGETS = { 'client.js': 12_500, 'react.js': 600, 'element.js': 600, 'doctor.js': 2_000 };

/** What the other parts share with the client. */
const CORE = readdirSync('src').map((file) => `./${file}`);

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

function checkSizes() {
  for (const [file, most] of Object.entries(BUDGETS)) {
    const minified = join(folder, `min-${file}`);
    const others = file === 'client.js' ? [] : ['react', ...CORE].map((one) => `--external:${one}`);
    run(
      bin('esbuild'),
      `src/${file}`,
      ...others,
      '--bundle',
      '--minify',
      '--format=esm',
      '--log-level=warning',
      `--outfile=${minified}`,
    );
    const bytes = gzipSync(readFileSync(minified), { level: 9 }).length;
    console.log(`${file}: ${bytes} bytes minified and compressed, of ${most}`);
    if (bytes > most) {
      console.error(`${file} is larger than its budget`);
      process.exit(1);
    }
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
} else {
  console.log(
    'The types and the size of the client are not checked: npm cannot fetch what that takes.',
  );
}
