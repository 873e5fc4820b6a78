"""Definitions of every shape, made up by Hypothesis: what a round trip through a workbook is tried on."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from observer.checklists.definition import Definition, read

LANGUAGES = ["en", "kk", "fr"]
# Texts as people write them, and what a spreadsheet or XML might trip over.
TEXT = st.one_of(
    st.sampled_from(["Ж", "=1+1", "+7 701", "-", "nan", "TRUE", "007", "1e5", "_x0041_", "a\nb", "<b>&amp;"]),
    st.text(
        st.characters(codec="utf-8", exclude_characters="${}", exclude_categories=["Cs", "Cc"]),
        min_size=1,
        max_size=30,
    ),
).map(lambda text: text.strip() or "x")
FLAG = st.booleans()
CHOICE_CODE = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,8}", fullmatch=True)
PLAIN_TYPES = (
    "text", "integer", "decimal", "date", "time", "datetime", "note", "calculated", "hidden", "acknowledge",
    "geopoint", "photo", "audio", "video", "file", "barcode", "range", "one_of", "many_of", "rank",
    "yes_no", "yes_no_not_observed", "rating",
)  # fmt: skip
ANSWERED = frozenset(PLAIN_TYPES) - {"note", "calculated", "hidden"}


def words() -> st.SearchStrategy[dict[str, str]]:
    return st.fixed_dictionaries(dict.fromkeys(LANGUAGES, TEXT))


def media() -> st.SearchStrategy[dict[str, dict[str, str]]]:
    names = st.dictionaries(st.sampled_from(LANGUAGES), st.just("a b.png"), min_size=1)
    kinds = st.sets(st.sampled_from(["image", "audio", "video", "big-image"]), max_size=2)
    shown = kinds.map(lambda found: sorted(found | ({"image"} if "big-image" in found else set())))
    return shown.flatmap(lambda found: st.fixed_dictionaries(dict.fromkeys(found, names)))


@st.composite
def definitions(draw: st.DrawFn) -> Definition:
    """A definition that `read` takes, with any of its constructs."""
    form = Form(draw)
    document = form.document()
    return read(document)


class Form:
    """Codes are given out in one go, so that no two are the same."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.count = 0
        self.lists = self.shared_lists()

    def code(self, kind: str) -> str:
        self.count += 1
        return f"{kind}{self.count}"

    def maybe(self, strategy: st.SearchStrategy[Any], **chosen: Any) -> Any:
        return self.draw(st.one_of(st.none(), strategy))

    def document(self) -> dict[str, Any]:
        titles = self.draw(words())
        sections = [self.section(number) for number in range(self.draw(st.integers(1, 3)))]
        bare = 0
        for at, section in enumerate(sections):
            groups = any(question.get("group") for question in section["questions"])
            if not groups and (at == 0 or not sections[at - 1].get("bare")) and self.draw(FLAG):
                bare += 1
                section |= {"code": f"page_{bare}", "bare": True}
                for name in ("titles", "help", "rapid", "show_when", "appearance"):
                    section.pop(name, None)
        answers = {word: self.draw(words()) for word in ("yes", "no", "good", "bad", "very_good", "very_bad")}
        return {
            "code": "form",
            "phase": self.draw(st.sampled_from(["opening", "incident"])),
            "languages": LANGUAGES,
            "default_language": self.draw(st.sampled_from(LANGUAGES)),
            "titles": titles,
            "answer_labels": {**answers, "not_observed": self.draw(words())},
            "sections": sections,
            **filled(lists=self.lists, identities=self.identities(), instance_name=self.maybe(expression())),
        }

    def section(self, number: int) -> dict[str, Any]:
        groups: list[dict[str, Any]] = []
        questions = self.questions(groups, depth=0, parent="")
        return {
            "code": self.code("S"),
            "titles": self.draw(words()),
            "questions": questions,
            **filled(
                help=self.maybe(words()),
                rapid=number == 0 and len(questions) <= 15 and self.draw(FLAG),
                show_when=self.maybe(expression()),
                appearance=self.maybe(st.just("field-list")),
                groups=groups,
            ),
        }

    def questions(self, groups: list[dict[str, Any]], depth: int, parent: str) -> list[dict[str, Any]]:
        """A run of questions; some of them within a group, which may hold another."""
        found: list[dict[str, Any]] = []
        for _ in range(self.draw(st.integers(1, 3))):
            group = parent
            if self.draw(FLAG):
                group = self.code("G")
                groups.append(
                    {
                        "code": group,
                        **filled(
                            titles=self.maybe(words()),
                            help=self.maybe(words()),
                            show_when=self.maybe(expression()),
                            appearance=self.maybe(st.just("field-list")),
                            parent=parent,
                        ),
                    }
                )
                if self.draw(FLAG) and len(groups) < 6:
                    found += self.questions(groups, depth, group)
                    continue
            found.append(self.question(groups, depth, group))
        return found

    def question(self, groups: list[dict[str, Any]], depth: int, group: str) -> dict[str, Any]:
        if depth < 2 and self.draw(st.integers(0, 5)) == 0:
            return self.repeat(groups, depth, group)
        kind = self.draw(st.sampled_from(PLAIN_TYPES))
        code = self.code("Q")
        return {
            "code": code,
            "type": kind,
            **(
                {"labels": self.draw(words())}
                if kind not in {"calculated", "hidden"} or self.draw(FLAG)
                else {}
            ),
            **filled(
                group=group,
                help=self.maybe(words()),
                media=self.draw(media()),
                show_when=self.maybe(expression()),
                appearance=self.maybe(st.just("minimal")),
                read_only=self.draw(FLAG),
                standards=self.draw(st.lists(st.sampled_from(["ICCPR 25", "CD 7.4"]), unique=True)),
            ),
            **(self.answered(code) if kind in ANSWERED else {}),
            **self.typed(kind, depth),
        }

    def answered(self, code: str) -> dict[str, Any]:
        constraint = self.maybe(expression())
        required = self.draw(st.sampled_from(["", "always", "when"]))
        rules = [
            {
                "expression": self.draw(expression()),
                "category": "V10",
                "severity": self.draw(st.sampled_from(["serious", "note"])),
                "evidence": self.draw(st.sampled_from(["seen", "told"])),
                **filled(code=self.maybe(st.just(f"{code}-rule-{number}"))),
            }
            for number in range(self.draw(st.integers(0, 3)))
        ]
        return filled(
            constraint=constraint,
            constraint_message=self.maybe(words()) if constraint else None,
            required=required == "always",
            required_when=self.draw(expression()) if required == "when" else None,
            required_message=self.maybe(words()) if required else None,
            violation_when=rules,
        )

    def repeat(self, groups: list[dict[str, Any]], depth: int, group: str) -> dict[str, Any]:
        return {
            "code": self.code("R"),
            "type": "repeat",
            "questions": self.questions(groups, depth + 1, ""),
            **filled(
                labels=self.maybe(words()),
                help=self.maybe(words()),
                count=self.maybe(st.sampled_from(["3", "1 + 2"])),
                group=group,
                show_when=self.maybe(expression()),
            ),
        }

    def typed(self, kind: str, depth: int) -> dict[str, Any]:
        """What only some types have."""
        if kind in {"one_of", "many_of", "rank"}:
            return self.chosen(kind)
        if kind in {"integer", "decimal"}:
            bounds = {
                "minimum": self.maybe(st.sampled_from(["0", "-3", "1.5"])),
                "maximum": self.maybe(st.just("900")),
            }
            return filled(**bounds, **self.first_answer(st.sampled_from(["5", "-5"])))
        if kind == "range":
            return {"minimum": "0", "maximum": "10", **filled(step=self.maybe(st.sampled_from(["0.5", "2"])))}
        if kind == "calculated":
            return {"calculate": self.draw(expression())}
        if kind in {"text", "hidden"}:
            length = self.maybe(st.integers(1, 500)) if kind == "text" else None
            rows = {"rows": "3"} if kind == "text" and self.draw(FLAG) else {}
            return filled(max_length=length, parameters=rows, **self.first_answer(TEXT))
        if kind == "photo":
            return filled(parameters=self.maybe(st.just({"max-pixels": "1200"})))
        return filled(allow_not_observed=kind in {"yes_no", "rating", "time"} and self.draw(FLAG))

    def first_answer(self, fixed: st.SearchStrategy[str]) -> dict[str, Any]:
        which = self.draw(st.sampled_from(["", "default", "initial"]))
        return {which: self.draw(fixed if which == "default" else expression())} if which else {}

    def chosen(self, kind: str) -> dict[str, Any]:
        shuffled = self.maybe(st.sampled_from([{"randomize": "true"}, {"randomize": "true", "seed": "3"}]))
        if self.lists and self.draw(FLAG):
            name = self.draw(st.sampled_from(sorted(self.lists)))
            columns = self.lists[name].get("columns")
            narrowed = f"{columns[0]} = 'x'" if columns and self.draw(FLAG) else None
            return {"choices_from": name, **filled(parameters=shuffled, choice_filter=narrowed)}
        choices = self.choices([])
        if kind == "many_of" and self.draw(FLAG):
            choices[-1]["exclusive"] = True
        return {"choices": choices, **filled(parameters=shuffled)}

    def choices(self, columns: list[str]) -> list[dict[str, Any]]:
        return [
            {
                "code": code,
                "labels": self.draw(words()),
                **filled(values={column: self.draw(TEXT) for column in columns if self.draw(FLAG)}),
                **filled(media=self.draw(media())),
            }
            for code in self.draw(st.lists(CHOICE_CODE, min_size=1, max_size=4, unique=True))
        ]

    def shared_lists(self) -> dict[str, Any]:
        lists = {}
        for name in self.draw(
            st.lists(st.sampled_from(["regions", "districts", "Q1"]), unique=True, max_size=2)
        ):
            columns = self.draw(st.lists(st.sampled_from(["region", "kind", "x-1"]), unique=True))
            source = self.maybe(st.just(f"{name}.csv"))
            lists[name] = {"choices": self.choices(columns), **filled(columns=columns, source=source)}
        return lists

    def identities(self) -> list[dict[str, Any]]:
        return [
            {
                "code": f"K{number}",
                "names": self.draw(words()),
                "formula": "${B} = ${U} + ${S}",
                "category": "V28",
                "grades": [
                    {"severity": "procedural"},
                    {"severity": "serious", **filled(direction="above", over=self.maybe(st.just("10")))},
                ],
                **filled(tolerance=self.maybe(st.just("2")), rounding=self.maybe(st.just("up"))),
            }
            for number in range(self.draw(st.integers(0, 2)))
        ]


def expression() -> st.SearchStrategy[str]:
    return st.sampled_from(
        ["1 = 1", "'a' != \"b\"", "today() > '2012-01-15'", "string-length('x') + 1", "'text'"]
    )


def filled(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value not in (None, False, "", [], {})}
