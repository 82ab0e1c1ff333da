"""Docs of several times the size: copies of pages under other names.

A word that names a type, an enumeration or a page gets a suffix in every text and every file name, whatever stands around it: a
heading, a link, `@odata.type`, a cell of a table. So does the first segment of a URL, or all copies would document the same requests.
"""
import re

URL = re.compile(r"(?m)^((?:GET|POST|PUT|PATCH|DELETE) +(?:https://graph\.microsoft\.com/v1\.0)?/)(\w+)")
# One type has the name `resource`, which is a word of the docs too: the kind of an annotation, the end of a heading.
WORD = re.compile(r'(?<!"blockType": ")\b\w+(?:-\w+)*\b(?! type\b)')


def rename(text, names, suffix):
    """The text with a suffix on each name in it. Of names with hyphens the longest counts."""

    def word(found):
        parts, done = found[0].split("-"), []
        while parts:
            fits = (n for n in range(len(parts), 0, -1) if "-".join(parts[:n]) in names)
            taken = next(fits, 0)
            done.append("-".join(parts[:taken]) + suffix if taken else parts[0])
            del parts[: taken or 1]
        return "-".join(done)

    return WORD.sub(word, text)


def copies(docs, names, times, to):
    """Writes `docs` to the folder `to` as it is and `times - 1` times more; `names` are those of its types."""
    pages = {path.relative_to(docs): path.read_text() for path in sorted(docs.rglob("*.md"))}
    names = names | {path.stem for path in pages if path.parts[0] == "resources"}
    names |= {path.stem for path in pages if rename(path.stem, names, "_") == path.stem}
    for copy in range(times):
        suffix = "q" + chr(ord("a") + copy) if copy else ""
        for path, text in pages.items():
            file = to / path.with_name(rename(path.stem, names, suffix) + path.suffix)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(rename(URL.sub(rf"\1\2{suffix}", text), names, suffix) if copy else text)
