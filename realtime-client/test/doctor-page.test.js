import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

test("the doctor's page has what its script looks for, and nothing inline", () => {
  const page = readFileSync(new URL('../src/doctor.html', import.meta.url), 'utf8');
  const script = readFileSync(new URL('../src/doctor-page.js', import.meta.url), 'utf8');
  for (const [, id] of script.matchAll(/byId\('(\w+)'\)/g)) {
    assert.ok(page.includes(`id="${id}"`), id);
  }
  assert.match(page, /src="\{folder\}\/doctor-page\.js"/);
  assert.doesNotMatch(page, /<style|style=|\son\w+=|<script>/);
});
