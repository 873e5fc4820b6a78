// Dates and moments: observer/checklists/expressions/calendar.py, line by line. A moment is [whole days since
// 1970-01-01, milliseconds of the day] on the clock on the wall.

export const DAY = 86400000;
const EARLIEST = -719162;
const LATEST = 2932896;
const MOMENT =
  /^([0-9]{4})-([0-9]{2})-([0-9]{2})(?:T([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:\.([0-9]{1,9}))?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?$/;
const CLOCK =
  /^(?:[0-9]{4}-[0-9]{2}-[0-9]{2}T)?([01]?[0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:\.([0-9]{1,9}))?)?/;
const MONTHS = "January February March April May June July August September October November December".split(" ");
const DAYS = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split(" ");

export function momentOf(text) {
  const match = MOMENT.exec(text);
  if (!match) return null;
  const [year, month, day] = match.slice(1, 4).map(Number);
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (year < 1 || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  return [date.getTime() / DAY, milliseconds(match.slice(4))];
}

function milliseconds([hours, minutes, seconds, fraction]) {
  const whole = ((hours ?? 0) * 60 + Number(minutes ?? 0)) * 60 + Number(seconds ?? 0);
  return whole * 1000 + Number(`${fraction ?? ""}000`.slice(0, 3));
}

export function daysOf(text) {
  const found = momentOf(text);
  return found ? (found[0] * DAY + found[1]) / DAY : NaN;
}

export function shareOfDay(text) {
  const match = CLOCK.exec(text);
  return match ? milliseconds(match.slice(1)) / DAY : NaN;
}

export function momentAt(number) {
  if (!(Math.abs(number) < 3700000)) return null;
  const total = Math.floor(number * DAY + 0.5);
  const days = Math.floor(total / DAY);
  return days >= EARLIEST && days <= LATEST ? [days, total - days * DAY] : null;
}

const date = (moment) => new Date(moment[0] * DAY);

export const writtenDate = (moment) => date(moment).toISOString().slice(0, 10);

export const writtenMoment = (moment) => `${writtenDate(moment)}T${clock(moment[1])}`;

function clock(time) {
  const text = new Date(time).toISOString().slice(11, 23);
  return text.endsWith(".000") ? text.slice(0, 8) : text;
}

export function formatted(moment, pattern) {
  const iso = writtenDate(moment);
  const time = new Date(moment[1]).toISOString().slice(11);
  const month = MONTHS[iso.slice(5, 7) - 1];
  const name = DAYS[date(moment).getUTCDay()];
  const known = {
    Y: iso.slice(0, 4),
    y: iso.slice(2, 4),
    m: iso.slice(5, 7),
    n: String(Number(iso.slice(5, 7))),
    b: month.slice(0, 3),
    B: month,
    d: iso.slice(8),
    e: String(Number(iso.slice(8))),
    H: time.slice(0, 2),
    h: String(Number(time.slice(0, 2))),
    M: time.slice(3, 5),
    S: time.slice(6, 8),
    3: time.slice(9, 12),
    a: name.slice(0, 3),
    A: name,
    "%": "%",
  };
  return pattern.replace(/%(.)/gsu, (sign, letter) => (Object.hasOwn(known, letter) ? known[letter] : sign));
}
