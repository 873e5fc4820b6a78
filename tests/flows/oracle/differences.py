"""Where ODK Web Forms (`@getodk/xforms-engine` 0.22) gives another value, and why ours stays.

docs/expressions.md says the same in sentences; a test holds it to the reasons here.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Difference:
    """`theirs`: the engine's value as text, or what it says where it `refuses` the whole form."""

    theirs: str
    reason: str
    refuses: bool = False


TOLERANCE = "Numbers closer than 1e-12 are equal, as in ODK Collect; a sum of tenths must not fail a rule."
NO_INFINITY = "A calculation that divides by nothing stays blank: no report holds an infinite number."
COMMA = "A decimal comma is what many observers write."
EXPONENT = "Numbers are written without an exponent (XPath 1.0, 4.2) and are not read with one."
HALVES = "Halves are rounded up, towards +∞ (XPath 1.0, 4.4)."
DECIMALS = "Rounding looks at the decimal digits a number is written with: 1.005 is 1.01, not 1."
BLANKS_LEFT_OUT = "sum, min and max leave blanks out: one row not filled in yet must not blank a total."
WHOLE_ANSWER = "A pattern matches the whole answer, as in ODK Collect."
SHORT_TIME = "A clock time may be written 6:00."
CLOCK = "Dates and moments are what the clock on the wall said; the zone of a phone changes no rule."
SECONDS = "now() is written to the second, as moments are in reports."
TIME_OF_A_MOMENT = "decimal-time() takes the time of day of a moment too."
SPACES = "White space around a value is not part of it."
DATE_ONLY = "date() cuts the time of day off, as its name says."
NO_SUCH_DAY = "A day that does not exist is blank; no form stops for it."
WRITTEN_OUT = "date-time() always writes the time of day."
NAMES = "Whole names of months and days, and %%, can be written too."
NO_PLACE = "What is no place gives no number, and a single point is no way: neither stops the form."
OWN_ROW = "/data/teams/name inside teams is the row's own answer, as in ODK Collect."
FIRST_ROW = "position() of several rows is that of the first."
UNIONS = "The engine has no unions yet."
NO_CHOICES = "The engine refuses a question without choices where ours gives the code itself."

DIFFERENCES: dict[str, Difference] = {
    "0.1 + 0.2 = 0.3": Difference("false", TOLERANCE),
    "1 div 0": Difference("Infinity", NO_INFINITY),
    "-1 div 0": Difference("-Infinity", NO_INFINITY),
    "number('1,5')": Difference("", COMMA),
    "string(number('1e3'))": Difference("1000", EXPONENT),
    "string(1 div 10000000)": Difference("1e-7", EXPONENT),
    "round(-1.5)": Difference("-2", HALVES),
    "round(1.005, 2)": Difference("1", DECIMALS),
    "min(4, '', 2)": Difference("", BLANKS_LEFT_OUT),
    "max(-4, '', -2)": Difference("", BLANKS_LEFT_OUT),
    "sum(1, '', 2.5)": Difference("Argument 1 not allowed", BLANKS_LEFT_OUT, refuses=True),
    "sum(${votes})": Difference("", BLANKS_LEFT_OUT),
    "max(${votes})": Difference("", BLANKS_LEFT_OUT),
    "min(${votes}, 0.5)": Difference("", BLANKS_LEFT_OUT),
    "regex('x0712', '[0-9]{4}')": Difference("true", WHOLE_ANSWER),
    "decimal-time('6:00') < decimal-time('06:01')": Difference("false", SHORT_TIME),
    "decimal-date-time('1970-01-02')": Difference("0.75", CLOCK),
    "number('2012-01-15')": Difference("15353", CLOCK),
    "date(0.75)": Difference("1970-01-02", CLOCK),
    "date-time(0.75)": Difference("1970-01-02", CLOCK),
    "date-time(15354.2812500116)": Difference("2012-01-15T12:45:00.001+06:00", CLOCK),
    "now()": Difference("2012-01-15T06:45:00.000+06:00", SECONDS),
    "decimal-time(now())": Difference("", TIME_OF_A_MOMENT),
    "boolean-from-string(' 1 ')": Difference("false", SPACES),
    "date('2012-01-15T23:59:00+06:00')": Difference("2012-01-15T23:59:00.000+06:00", DATE_ONLY),
    "date('2012-02-30')": Difference("Invalid isoDay: 30; must be between 1-29", NO_SUCH_DAY, refuses=True),
    "date-time('2012-01-15')": Difference("2012-01-15", WRITTEN_OUT),
    "format-date('2012-01-05', '%e. %n. %Y, %b %B %a %A %d/%m/%y')": Difference(
        "5. 1. 2012, Jan %B Thu %A 05/01/12", NAMES
    ),
    "format-date-time('2012-01-05T07:08:09.012', '%H:%M:%S.%3 %h %% %q')": Difference(
        "07:08:09.012 7 %% %q", NAMES
    ),
    "distance('43 76')": Difference(
        "The function 'distance' received a value that does not represent GPS coordinates",
        NO_PLACE,
        refuses=True,
    ),
    "string(area('91 0; 0 1; 1 1'))": Difference("0", NO_PLACE),
    "/data/teams/name": Difference("A", OWN_ROW),
    "position(${teams})": Difference(
        "Expected a single node for position function, but multiple nodes were provided.",
        FIRST_ROW,
        refuses=True,
    ),
    "count(${name} | ${votes})": Difference(
        "XPath functionality pending: compareDocumentOrder", UNIONS, refuses=True
    ),
    "count(${name} | ${name})": Difference(
        "XPath functionality pending: compareDocumentOrder", UNIONS, refuses=True
    ),
    "sum(${total} | ${votes})": Difference(
        "XPath functionality pending: compareDocumentOrder", UNIONS, refuses=True
    ),
    "jr:choice-name(${station}, '${station}')": Difference(
        "Evaluating 'jr:choice-name' on element ' /data/intro/station ' which has no possible choices.",
        NO_CHOICES,
        refuses=True,
    ),
    "jr:choice-name(${name}, ' ../name ')": Difference(
        "Evaluating 'jr:choice-name' on element ' ../name ' which has no possible choices.",
        NO_CHOICES,
        refuses=True,
    ),
}
