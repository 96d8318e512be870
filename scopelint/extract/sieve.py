"""The byte sieve: which stretches of a file may build, run or bind a statement. A hit only seeds the work list."""

import re
from collections.abc import Iterable

# ORM and driver methods, chosen so that an ordinary dict, list, path or HTTP client rarely hits.
_METHODS = re.compile(
    rb"\.(?:exec\w*\(|scalar|query[.(]|all\(\)|first\(\)|one\(\)|one_or_none\(|unique\(\)|count\(\)|where\("
    rb"|filter(?:_by)?\(|outerjoin\(|options\(|order_by\(|group_by\(|having\(|select_from\(|returning\(|on_conflict_"
    rb"|subquery\(|with_entities\(|with_for_update\(|bulk_|(?:add|merge|delete)_all\(|commit\(|flush\(\)|refresh\("
    rb"|mappings\(\)|fetch(?:\(|_?(?:all|one|many|row|val))|stream_scalars|copy_(?:to|from|records|expert)|cursor\("
    rb"|begin_nested\(|prepare\(|callproc\(|run_sync\(|to_sql\(|delete\(\)|get_one\(|(?:get|first|one)_or_404\(|paginate\()"
)
_WORDS = (
    b"read_sql",
    b"aiosql.",
    b"execute_values(",
    b"execute_batch(",
    b"listens_for(",
    b"event.listen(",
    b"with_loader_criteria",
    b"set_config",
    b"current_setting",
    b"select(",
    b"insert(",
    b"bindparam(",
    b"SQL(",
    b"SELECT ",
    b"SELECT\n",
    b"INSERT INTO",
    b"DELETE FROM",
    b"MERGE INTO",
    b"TRUNCATE ",
    b" POLICY ",
    b"ROW LEVEL",
    b"insert into",
    b"delete from",
    b"set local",
)
_HANDLE = rb"(?:[Ss]ess|[Ss]ession|conn|connection|engine|database|db|tx|transaction|uow|query|q|(?<!\w)s)"
# Words too common alone: the word, and the pattern that tells a query from the rest. No pattern can backtrack far.
_SHAPES = tuple(
    (word, re.compile(pattern))
    for word, pattern in (
        (b".stream(", rb"_HANDLE(?:\(\))?\.stream\("),
        (b".query", rb"(?<!\w)(?:[A-Z]\w*|cls|model)\.query\b"),
        (b"queries.", rb"queries(?:\.\w{1,60}){1,4}\("),
        (b"op.", rb"\bop\.(?:bulk_insert|get_bind|create_table|add_column)"),
        (b"union", rb"(?<!\w)union(?:_all)?\("),
        (b".get(", rb"\.get\(\s*(?:\w{1,40}\.){0,4}(?:_?[A-Z]\w*[a-z]\w*|\w*(?:model|entity|cls|schema|type)\w*)\s*,"),
        (b".get(", rb"_HANDLE(?:\(\))?\.get\(|\.get\(\s*(?:entity|ident)="),
        (b".add(", rb"_HANDLE(?:\(\))?\.add\("),
        (b".merge(", rb"_HANDLE(?:\(\))?\.merge\("),
        (b".delete(", rb"_HANDLE(?:\(\))?\.delete\("),
        (b".update(", rb"(?:query|\))\s*\.update\("),
        (b".join(", rb"(?:\)\s*|query|stmt|statement)\.join\(|\.join\(\s*(?:\w{1,40}\.){0,4}[A-Z]"),
        (b"update(", rb"(?<![\w.])(?:sa\.|sql\.|sqlalchemy\.)?update\(\s*(?:\w{1,40}\.){0,4}\w*\s*\)"),
        (b"delete(", rb"(?<![\w.])(?:sa\.|sql\.|sqlalchemy\.)?delete\(\s*(?:\w{1,40}\.){0,4}\w*\s*\)"),
        (b"text(", rb"(?<!\w)text\(\s*[rfRF]{0,2}[\"'\w]"),
        (b"exists(", rb"(?<![\w.])(?:sa\.|sqlalchemy\.)?exists\("),
        (b"SET ", rb"\b(?:RE)?SET +(?:LOCAL|SESSION|ROLE|ALL)\b"),
        (b"UPDATE ", rb"UPDATE +[\w.\"{%$-]"),
        (b"COPY ", rb"COPY +[\w.\"({]"),
        (b"WITH ", rb"[\"'\n] *WITH +(?:RECURSIVE +)?[\w{\"]+ *(?:\(|AS|as)"),
        (b"select ", rb"(?:[\"'(\n] *)select +[\w.*(\"{]"),
        (b"update ", rb"(?:[\"'\n] *)update +[\w.\"{]{1,80} +set\b"),
    )
    for pattern in (pattern.replace(b"_HANDLE", _HANDLE),)
)


# In a file that makes an object of named queries, a call that is given a connection may run one of them.
_NAMED_QUERY = re.compile(rb"\.\w{1,60}\(\s*(?:\w{1,40}\.){0,3}\w{0,40}_HANDLE\b".replace(b"_HANDLE", _HANDLE))
_MAKES_NAMED_QUERIES = b"aiosql.from_"


class Sieve:
    """The words that one file holds, tested again on each of its stretches."""

    def __init__(self, data: bytes) -> None:
        self._words = [word for word in _WORDS if word in data]
        self._shapes = [(word, shape) for word, shape in _SHAPES if word in data]
        if _MAKES_NAMED_QUERIES in data:
            self._shapes.append((b"(", _NAMED_QUERY))

    def hits(self, stretches: Iterable[bytes]) -> bool:
        """Whether any stretch holds a word of a query."""
        return any(self._hit(stretch) for stretch in stretches)

    def _hit(self, stretch: bytes) -> bool:
        if _METHODS.search(stretch):
            return True
        for word in self._words:
            if word in stretch:
                return True
        return any(word in stretch and shape.search(stretch) for word, shape in self._shapes)
