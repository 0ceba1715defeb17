const WIDTH = 120;
const HEIGHT = 36;

/** The corners of a line through the values, the newest at the right edge, 0 at the bottom. */
export function corners(values, most, capacity) {
  const step = WIDTH / (capacity - 1);
  const left = WIDTH - step * (values.length - 1);
  return values.map((value, i) => {
    const share = most > 0 ? Math.min(1, value / most) : 0;
    return [left + i * step, HEIGHT - 1 - share * (HEIGHT - 3)];
  });
}

function path(points) {
  return points.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join('L');
}

/** A line over a filled area, drawn into an svg element that has a path for each. */
export class Sparkline {
  #line;
  #area;
  #values = [];
  #capacity;

  constructor(svg, capacity = 60) {
    svg.setAttribute('viewBox', `0 0 ${WIDTH} ${HEIGHT}`);
    svg.setAttribute('preserveAspectRatio', 'none');
    this.#area = svg.querySelector('.area');
    this.#line = svg.querySelector('.line');
    this.#capacity = capacity;
  }

  add(value) {
    this.#values.push(value);
    if (this.#values.length > this.#capacity) {
      this.#values.shift();
    }
  }

  /** Draws in proportion to the greatest value seen, or to a least one that counts as high. */
  draw(high = 0) {
    const most = Math.max(high, ...this.#values) * 1.1;
    const points = corners(this.#values, most, this.#capacity);
    if (points.length > 1) {
      this.#line.setAttribute('d', `M${path(points)}`);
      this.#area.setAttribute('d', `M${path(points)}L${WIDTH} ${HEIGHT}L${points[0][0]} ${HEIGHT}Z`);
    }
  }
}
