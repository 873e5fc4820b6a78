"""Languages in the headers of an XLSForm: `label::Русский (ru)`, `label::ru`, `label::Russian`."""

from __future__ import annotations

import re

# English name and own name by ISO 639 code: what form designers write in headers.
LANGUAGES: dict[str, tuple[str, str]] = {
    "am": ("Amharic", "አማርኛ"),
    "ar": ("Arabic", "العربية"),
    "az": ("Azerbaijani", "Azərbaycanca"),
    "be": ("Belarusian", "Беларуская"),
    "bg": ("Bulgarian", "Български"),
    "bn": ("Bengali", "বাংলা"),
    "bs": ("Bosnian", "Bosanski"),
    "cs": ("Czech", "Čeština"),
    "de": ("German", "Deutsch"),
    "el": ("Greek", "Ελληνικά"),
    "en": ("English", "English"),
    "es": ("Spanish", "Español"),
    "et": ("Estonian", "Eesti"),
    "fa": ("Persian", "فارسی"),
    "fi": ("Finnish", "Suomi"),
    "fr": ("French", "Français"),
    "ha": ("Hausa", "Hausa"),
    "he": ("Hebrew", "עברית"),
    "hi": ("Hindi", "हिन्दी"),
    "hr": ("Croatian", "Hrvatski"),
    "ht": ("Haitian Creole", "Kreyòl ayisyen"),
    "hu": ("Hungarian", "Magyar"),
    "hy": ("Armenian", "Հայերեն"),
    "id": ("Indonesian", "Bahasa Indonesia"),
    "it": ("Italian", "Italiano"),
    "ja": ("Japanese", "日本語"),
    "ka": ("Georgian", "ქართული"),
    "kk": ("Kazakh", "Қазақша"),
    "km": ("Khmer", "ខ្មែរ"),
    "ko": ("Korean", "한국어"),
    "ku": ("Kurdish", "Kurdî"),
    "ky": ("Kyrgyz", "Кыргызча"),
    "lo": ("Lao", "ລາວ"),
    "lt": ("Lithuanian", "Lietuvių"),
    "lv": ("Latvian", "Latviešu"),
    "mk": ("Macedonian", "Македонски"),
    "mn": ("Mongolian", "Монгол"),
    "ms": ("Malay", "Bahasa Melayu"),
    "my": ("Burmese", "မြန်မာ"),
    "ne": ("Nepali", "नेपाली"),
    "nl": ("Dutch", "Nederlands"),
    "pl": ("Polish", "Polski"),
    "ps": ("Pashto", "پښتو"),
    "pt": ("Portuguese", "Português"),
    "ro": ("Romanian", "Română"),
    "ru": ("Russian", "Русский"),
    "si": ("Sinhala", "සිංහල"),
    "sk": ("Slovak", "Slovenčina"),
    "sl": ("Slovenian", "Slovenščina"),
    "so": ("Somali", "Soomaali"),
    "sq": ("Albanian", "Shqip"),
    "sr": ("Serbian", "Српски"),
    "sv": ("Swedish", "Svenska"),
    "sw": ("Swahili", "Kiswahili"),
    "ta": ("Tamil", "தமிழ்"),
    "tg": ("Tajik", "Тоҷикӣ"),
    "th": ("Thai", "ไทย"),
    "tk": ("Turkmen", "Türkmençe"),
    "tr": ("Turkish", "Türkçe"),
    "uk": ("Ukrainian", "Українська"),
    "ur": ("Urdu", "اردو"),
    "uz": ("Uzbek", "Oʻzbekcha"),
    "vi": ("Vietnamese", "Tiếng Việt"),
    "yo": ("Yoruba", "Yorùbá"),
    "zh": ("Chinese", "中文"),
}

_CODE = r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,2}"
_WITH_CODE = re.compile(rf".*\(\s*({_CODE})\s*\)", re.DOTALL)
_BY_NAME = {name.casefold(): code for code, names in LANGUAGES.items() for name in names}


def code_of(text: str) -> str | None:
    """The code a header names: in parentheses, bare, or by the language's name. None if it names none."""
    text = text.strip()
    inside = _WITH_CODE.fullmatch(text)
    if inside:
        return _written(inside[1])
    if text.casefold() in _BY_NAME:
        return _BY_NAME[text.casefold()]
    return _written(text) if re.fullmatch(_CODE, text) else None


def named(code: str) -> str:
    """As headers say it: "English (en)"; a code without a known name stands for itself."""
    name = LANGUAGES.get(code.partition("-")[0], (code, ""))[0]
    return f"{name} ({code})"


def _written(code: str) -> str:
    """The language in small letters, as definitions have it; what follows stays."""
    language, dash, rest = code.partition("-")
    return f"{language.lower()}{dash}{rest}"
