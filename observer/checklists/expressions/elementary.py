"""Roots, powers and angles, in nothing but additions and multiplications.

`math.exp` and a browser's `Math.exp` may differ in the last digit, and so may the versions of one browser.
A rule must not fire on the phone and stay silent on the server, so both sides compute these step for step
alike (static/checklists/expressions.js); IEEE 754 fixes the result of every step. Errors stay below 1e-14.
Series: Abramowitz and Stegun, Handbook of Mathematical Functions, 4.1.27, 4.2.1, 4.3.65, 4.3.66, 4.4.42.
"""

from __future__ import annotations

import math

_NOTHING = math.nan
_LN2 = 0.6931471805599453
_LN2_HIGH = 0.693147180369123816490
_LN2_LOW = 1.90821492927058770002e-10
_LN10 = 2.302585092994046
_HALF_PI = 1.5707963267948966
_HALF_PI_HIGH = 1.57079632673412561417
_HALF_PI_LOW = 6.07710050650619224932e-11
_SQRT3 = 1.7320508075688772
_TAN_PI_12 = 0.2679491924311227
# Beyond this an angle has lost the digits that would tell where in the circle it points.
_LARGEST_ANGLE = 1e8


def exp(x: float) -> float:
    if x != x:
        return x
    if x > 709.782712893384:
        return math.inf
    if x < -745.2:
        return 0.0
    k = math.floor(x / _LN2 + 0.5)
    r = (x - k * _LN2_HIGH) - k * _LN2_LOW
    total = 1.0
    for n in range(18, 0, -1):
        total = 1.0 + r * total / n
    return _scaled(total, k)


def _scaled(x: float, k: int) -> float:
    """x · 2^k by halves, since 2^k alone may leave the range."""
    half = k // 2
    return x * 2.0**half * 2.0 ** (k - half)


def log(x: float) -> float:
    if not x > 0:
        return -math.inf if x == 0 else _NOTHING
    if x == math.inf:
        return x
    k = 0
    if x < 2.2250738585072014e-308:
        x *= 18014398509481984.0
        k = -54
    while x >= 4294967296.0:
        x /= 4294967296.0
        k += 32
    while x < 2.3283064365386963e-10:
        x *= 4294967296.0
        k -= 32
    while x > 1.4142135623730951:
        x /= 2.0
        k += 1
    while x < 0.7071067811865476:
        x *= 2.0
        k -= 1
    s = (x - 1.0) / (x + 1.0)
    square = s * s
    total = 0.0
    for n in range(23, 0, -2):
        total = total * square + 1.0 / n
    return k * _LN2_HIGH + (k * _LN2_LOW + 2.0 * s * total)


def log10(x: float) -> float:
    """Whole for the powers of ten that a double holds exactly."""
    found = log(x) / _LN10
    nearest = math.floor(found + 0.5) if math.isfinite(found) else 0
    return float(nearest) if 0 <= nearest <= 22 and _whole_power(10.0, nearest) == x else found


def power(x: float, y: float) -> float:
    if y == 0 or x == 1:
        return 1.0 if y == 0 or y == y else _NOTHING
    if x != x or y != y:
        return _NOTHING
    if abs(y) <= 1024 and y == math.floor(y):
        found = _whole_power(x, int(abs(y)))
        return found if y > 0 else _reciprocal(found)
    if y == 0.5:
        return math.sqrt(x) if x >= 0 else _NOTHING
    if x < 0:
        return _NOTHING
    if x == 0:
        return 0.0 if y > 0 else math.inf
    return exp(y * log(x))


def _whole_power(x: float, n: int) -> float:
    total = 1.0
    while n:
        if n & 1:
            total *= x
        x *= x
        n >>= 1
    return total


def _reciprocal(x: float) -> float:
    if x == 0:
        return math.copysign(math.inf, x)
    return 1.0 / x


def root(x: float) -> float:
    return math.sqrt(x) if x >= 0 else _NOTHING


def sin(x: float) -> float:
    return _circle(x, 0)


def cos(x: float) -> float:
    return _circle(x, 1)


def tan(x: float) -> float:
    below = cos(x)
    return sin(x) / below if below else _NOTHING


def _circle(x: float, quarter: int) -> float:
    if not abs(x) <= _LARGEST_ANGLE:
        return _NOTHING
    k = math.floor(x / _HALF_PI + 0.5)
    r = (x - k * _HALF_PI_HIGH) - k * _HALF_PI_LOW
    place = (k + quarter) % 4
    square = r * r
    total = 1.0
    if place % 2:
        for n in range(20, 0, -2):
            total = 1.0 - square * total / (n * (n - 1))
    else:
        for n in range(21, 1, -2):
            total = 1.0 - square * total / (n * (n - 1))
        total *= r
    return -total if place > 1 else total


def atan(x: float) -> float:
    if x < 0:
        return -atan(-x)
    if x != x:
        return x
    if x > 1:
        return _HALF_PI - (0.0 if x == math.inf else atan(1.0 / x))
    if x > _TAN_PI_12:
        return 0.5235987755982989 + _atan_series((_SQRT3 * x - 1.0) / (x + _SQRT3))
    return _atan_series(x)


def _atan_series(x: float) -> float:
    square = x * x
    total = 0.0
    for n in range(33, 0, -2):
        total = 1.0 / n - square * total
    return x * total


def asin(x: float) -> float:
    if not abs(x) <= 1:
        return _NOTHING
    if abs(x) == 1:
        return x * _HALF_PI
    return atan(x / math.sqrt((1.0 - x) * (1.0 + x)))


def acos(x: float) -> float:
    return _HALF_PI - asin(x) if abs(x) <= 1 else _NOTHING


def atan2(y: float, x: float) -> float:
    if x != x or y != y:
        return _NOTHING
    if x == 0:
        return 0.0 if y == 0 else (_HALF_PI if y > 0 else -_HALF_PI)
    if abs(x) == math.inf and abs(y) == math.inf:
        return _NOTHING
    angle = atan(y / x)
    if x > 0:
        return angle
    return angle + 2.0 * _HALF_PI if y >= 0 else angle - 2.0 * _HALF_PI
