// Tests the client: its behaviour, its types and its size. The last two need packages from npm and are
// left out with a notice where these cannot be had.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const TOOLS = { esbuild: '0.28.2', typescript: '5.9.3' };
const OLDEST_NODE = 20;

/** How many bytes each part may have, minified and compressed: a page waits for them. */
const BUDGETS = { 'client.js': 12_000 };

const [folder = 'target'] = process.argv.slice(2);
const tools = join(folder, 'tools');
const bin = (name) => join(tools, 'node_modules', '.bin', name);

function run(command, ...parts) {
  const { status } = spawnSync(command, parts, { stdio: 'inherit' });
  if (status !== 0) {
    process.exit(1);
  }
}

function haveTools() {
  if (!existsSync(bin('tsc')) || !existsSync(bin('esbuild'))) {
    mkdirSync(tools, { recursive: true });
    writeFileSync(join(tools, 'package.json'), JSON.stringify({ private: true, dependencies: TOOLS }));
    const flags = ['--no-package-lock', '--no-audit', '--no-fund', '--loglevel=error'];
    spawnSync('npm', ['install', ...flags], { cwd: tools, stdio: 'inherit', shell: true, timeout: 120_000 });
  }
  return existsSync(bin('tsc')) && existsSync(bin('esbuild'));
}

function checkSizes() {
  for (const [file, most] of Object.entries(BUDGETS)) {
    const minified = join(folder, `min-${file}`);
    run(bin('esbuild'), `src/${file}`, '--bundle', '--minify', '--format=esm', '--log-level=warning', `--outfile=${minified}`);
    const bytes = gzipSync(readFileSync(minified), { level: 9 }).length;
    console.log(`${file}: ${bytes} bytes minified and compressed, of ${most}`);
    if (bytes > most) {
      console.error(`${file} is larger than its budget`);
      process.exit(1);
    }
  }
}

if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
  console.log(`The client is not tested: Node ${process.versions.node} is older than ${OLDEST_NODE}.`);
  process.exit(0);
}
const tests = readdirSync('test').filter((file) => file.endsWith('.test.js')).map((file) => join('test', file));
run(process.execPath, '--test', '--test-reporter=dot', ...tests);
if (haveTools()) {
  run(bin('tsc'), '--project', 'tsconfig.json');
  checkSizes();
} else {
  console.log('The types and the size of the client are not checked: npm cannot fetch what that takes.');
}
