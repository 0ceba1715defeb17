/** The element of that id. */
export function byId(id) {
  return document.getElementById(id);
}

/** A new element. What comes from elsewhere only ever becomes text. */
export function element(name, className = '', text = '') {
  const created = document.createElement(name);
  created.className = className;
  created.textContent = text;
  return created;
}

/** Runs a painter at most once a frame, however often it is asked to. */
export function oncePerFrame(paint) {
  let asked = false;
  return () => {
    if (!asked) {
      asked = true;
      requestAnimationFrame(() => {
        asked = false;
        paint();
      });
    }
  };
}

export const clock = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hour12: false,
});
