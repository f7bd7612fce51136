/**
 * @param {number} value
 * @returns {number} the next of 10, 20, 50, 100, 200, 500, … that holds it, so that the scale seldom jumps
 */
export function niceCeiling(value) {
  for (let power = 10; ; power *= 10) {
    for (const step of [1, 2, 5]) {
      if (value <= step * power) {
        return step * power;
      }
    }
  }
}

/**
 * @param {(number | null)[]} values oldest first; a `null` leaves a gap
 * @param {{widthPx: number, heightPx: number, capacity: number, ceiling: number}} box `capacity` values fill the width
 * @returns {string} the `d` of an SVG path that ends at the right edge
 */
export function pathOf(values, { widthPx, heightPx, capacity, ceiling }) {
  const stepPx = widthPx / (capacity - 1);
  const firstPx = widthPx - (values.length - 1) * stepPx;
  let pen = "M";
  return values
    .map((value, index) => {
      if (value === null) {
        pen = "M";
        return "";
      }
      const x = firstPx + index * stepPx;
      const y = heightPx * (1 - Math.min(value, ceiling) / ceiling);
      const command = `${pen}${x.toFixed(1)} ${y.toFixed(1)}`;
      pen = "L";
      return command;
    })
    .join("");
}
