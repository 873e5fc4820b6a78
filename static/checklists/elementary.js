// Roots, powers and angles in the very steps of observer/checklists/expressions/elementary.py: a browser's own
// Math.exp and Math.sin may differ from the server's in the last digit, and IEEE 754 fixes only + - * / and
// square roots.

const LN2 = 0.6931471805599453;
const LN2_HIGH = 0.69314718036912381649;
const LN2_LOW = 1.90821492927058770002e-10;
const LN10 = 2.302585092994046;
const HALF_PI = 1.5707963267948966;
const HALF_PI_HIGH = 1.57079632673412561417;
const HALF_PI_LOW = 6.07710050650619224932e-11;
const SQRT3 = 1.7320508075688772;
const TAN_PI_12 = 0.2679491924311227;
const LARGEST_ANGLE = 1e8;
const TWO_32 = 4294967296;

export function exp(x) {
  if (x !== x) return x;
  if (x > 709.782712893384) return Infinity;
  if (x < -745.2) return 0;
  const k = Math.floor(x / LN2 + 0.5);
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  let total = 1;
  for (let n = 18; n > 0; n -= 1) total = 1 + (r * total) / n;
  const half = Math.floor(k / 2);
  return total * powerOfTwo(half) * powerOfTwo(k - half);
}

const powerOfTwo = (k) => (k < 0 ? 1 / wholePower(2, -k) : wholePower(2, k));

export function log(x) {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x === Infinity) return x;
  let k = 0;
  if (x < 2.2250738585072014e-308) {
    x *= 18014398509481984;
    k = -54;
  }
  for (; x >= TWO_32; k += 32) x /= TWO_32;
  for (; x < 2.3283064365386963e-10; k -= 32) x *= TWO_32;
  for (; x > 1.4142135623730951; k += 1) x /= 2;
  for (; x < 0.7071067811865476; k -= 1) x *= 2;
  const s = (x - 1) / (x + 1);
  const square = s * s;
  let total = 0;
  for (let n = 23; n > 0; n -= 2) total = total * square + 1 / n;
  return k * LN2_HIGH + (k * LN2_LOW + 2 * s * total);
}

export function log10(x) {
  const found = log(x) / LN10;
  const nearest = Number.isFinite(found) ? Math.floor(found + 0.5) : 0;
  return nearest >= 0 && nearest <= 22 && wholePower(10, nearest) === x ? nearest : found;
}

export function power(x, y) {
  if (y === 0 || x === 1) return y === y ? 1 : NaN;
  if (x !== x || y !== y) return NaN;
  if (Math.abs(y) <= 1024 && y === Math.floor(y)) {
    const found = wholePower(x, Math.abs(y));
    return y > 0 ? found : 1 / found;
  }
  if (y === 0.5) return root(x);
  if (x < 0) return NaN;
  if (x === 0) return y > 0 ? 0 : Infinity;
  return exp(y * log(x));
}

function wholePower(x, n) {
  let total = 1;
  while (n) {
    if (n & 1) total *= x;
    x *= x;
    n >>= 1;
  }
  return total;
}

export const root = (x) => (x >= 0 ? Math.sqrt(x) : NaN);

export const sin = (x) => circle(x, 0);

export const cos = (x) => circle(x, 1);

export function tan(x) {
  const below = cos(x);
  return below ? sin(x) / below : NaN;
}

function circle(x, quarter) {
  if (!(Math.abs(x) <= LARGEST_ANGLE)) return NaN;
  const k = Math.floor(x / HALF_PI + 0.5);
  const r = x - k * HALF_PI_HIGH - k * HALF_PI_LOW;
  const place = (((k + quarter) % 4) + 4) % 4;
  const square = r * r;
  let total = 1;
  if (place % 2) for (let n = 20; n > 0; n -= 2) total = 1 - (square * total) / (n * (n - 1));
  else {
    for (let n = 21; n > 1; n -= 2) total = 1 - (square * total) / (n * (n - 1));
    total *= r;
  }
  return place > 1 ? -total : total;
}

export function atan(x) {
  if (x < 0) return -atan(-x);
  if (x !== x) return x;
  if (x > 1) return HALF_PI - (x === Infinity ? 0 : atan(1 / x));
  if (x > TAN_PI_12) return 0.5235987755982989 + atanSeries((SQRT3 * x - 1) / (x + SQRT3));
  return atanSeries(x);
}

function atanSeries(x) {
  const square = x * x;
  let total = 0;
  for (let n = 33; n > 0; n -= 2) total = 1 / n - square * total;
  return x * total;
}

export function asin(x) {
  if (!(Math.abs(x) <= 1)) return NaN;
  if (Math.abs(x) === 1) return x * HALF_PI;
  return atan(x / Math.sqrt((1 - x) * (1 + x)));
}

export const acos = (x) => (Math.abs(x) <= 1 ? HALF_PI - asin(x) : NaN);

export function atan2(y, x) {
  if (x !== x || y !== y) return NaN;
  if (x === 0) return y === 0 ? 0 : y > 0 ? HALF_PI : -HALF_PI;
  if (Math.abs(x) === Infinity && Math.abs(y) === Infinity) return NaN;
  const angle = atan(y / x);
  if (x > 0) return angle;
  return y >= 0 ? angle + 2 * HALF_PI : angle - 2 * HALF_PI;
}
