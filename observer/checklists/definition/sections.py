"""Reading sections, the groups within them, and the names that expressions may use."""

from __future__ import annotations

from observer.checklists.definition.fields import CODE, Fields
from observer.checklists.definition.layout import in_order
from observer.checklists.definition.questions import read_question
from observer.checklists.definition.shapes import MAX_RAPID_QUESTIONS, Group, Question, Section, Words

MAX_SECTIONS = 50
MAX_QUESTIONS = 600
MAX_GROUPS = 100


def read_sections(fields: Fields, titles: Words) -> tuple[Section, ...]:
    """The sections of a definition; `titles` are the form's own, which a bare section bears."""
    sections: list[Section] = []
    for item in fields.items("sections", MAX_SECTIONS, required=True):
        code = item.code()
        item.section, item.prefix = code, ""
        item.place = item.ground.places.get(("section", code))
        groups = _groups(item)
        bare = item.flag("bare")
        section = Section(
            code=code,
            titles=item.words("titles", default=titles if bare else None),
            help=item.words("help", required=False),
            questions=(questions := _questions(item, groups)),
            rapid=item.flag("rapid"),
            groups=in_order(groups, questions),
            show_when=item.expression("show_when", has_self=False),
            bare=bare,
            appearance=item.text("appearance"),
        )
        _check_section(item, section, is_first=not sections)
        sections.append(section)
        item.close()
    return tuple(sections)


def _check_section(fields: Fields, section: Section, *, is_first: bool) -> None:
    """A rapid section is short and comes first; the question that skips a section opens it."""
    if section.rapid and not is_first:
        fields.wrong("rapid", "rapid-not-first")
    if section.rapid and len(section.questions) > MAX_RAPID_QUESTIONS:
        fields.wrong("questions", "too-many", limit=str(MAX_RAPID_QUESTIONS))
    if any(question.skips for question in section.questions[1:]):
        fields.wrong("questions", "skip-not-first")
    if section.bare and section.show_when:
        fields.wrong("show_when", "bare-has-no-rule")


def _questions(section: Fields, groups: tuple[Group, ...]) -> tuple[Question, ...]:
    codes = frozenset(group.code for group in groups)
    questions = []
    for fields in section.items("questions", MAX_QUESTIONS, required=True):
        questions.append(read_question(fields, groups=codes))
        fields.close()
    return tuple(questions)


def _groups(section: Fields) -> tuple[Group, ...]:
    """Each group after the one around it, so that none can lie in itself."""
    groups: list[Group] = []
    for item in section.items("groups", MAX_GROUPS):
        known = {group.code for group in groups}
        item.place = item.ground.places.get(("group", str(item.document.get("code"))))
        parent = item.matching("parent", CODE, "bad-code") if item.get("parent") else ""
        if parent and parent not in known:
            item.wrong("parent", "unknown-group", found=parent)
        groups.append(
            Group(
                code=item.code(),
                titles=item.words("titles", required=False),
                help=item.words("help", required=False),
                show_when=item.expression("show_when", has_self=False),
                parent=parent,
                appearance=item.text("appearance"),
            )
        )
        item.close()
    return tuple(groups)
