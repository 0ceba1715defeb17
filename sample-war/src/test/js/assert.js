/** Fails unless two values look the same as JSON. */
export function equal(actual, expected, what = 'value') {
  const [seen, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (seen !== wanted) {
    throw new Error(`${what}: ${seen} instead of ${wanted}`);
  }
}

/** Fails unless the function throws an error of that kind. */
export function throws(kind, action) {
  try {
    action();
  } catch (fault) {
    if (fault instanceof kind) {
      return;
    }
    throw fault;
  }
  throw new Error(`no ${kind.name} was thrown`);
}
