const TERMINAL = new Set([400, 401, 403, 404]);

/**
 * What a response that is not a success means: `why` for people, `after` in milliseconds where the
 * server said when to come back, `final` where coming back is useless.
 */
export async function refusalOf(response) {
  const seconds = Number(response.headers.get('Retry-After'));
  return {
    why: await reasonOf(response),
    after: seconds > 0 ? seconds * 1000 : undefined,
    final: TERMINAL.has(response.status),
  };
}

async function reasonOf(response) {
  const isProblem = response.headers.get('Content-Type')?.includes('json');
  const problem = isProblem ? await response.json().catch(() => null) : null;
  return problem?.detail ?? problem?.title ?? `the server answered ${response.status}`;
}
