"""What code says about the session variable and the principal."""

import pytest

from scopelint import extract, rls
from scopelint.model.proposal import Hint

COLUMNS = frozenset({"org_id"})


def hints(source: str) -> tuple[Hint, ...]:
    outline = extract.outline("app.py", source.encode())
    names = [one.qualname for one in outline.functions]
    bodies = extract.read_bodies(source.encode(), outline, names)
    return rls.code_hints([("app.py", body) for body in bodies.values()], COLUMNS)


def named(source: str, kind: str) -> list[str]:
    return [hint.name for hint in hints(source) if hint.kind == kind]


@pytest.mark.parametrize(
    "text",
    [
        "\"SELECT set_config('app.org', :o, true)\"",
        "\"SET LOCAL app.org = '1'\"",
        'f"SET LOCAL app.org TO {value}"',
        'f"set session app.org = {value!r}"',
        '"""\n  SELECT set_config(\n \'app.org\' , $1, false)"""',
    ],
)
def test_settings(text: str) -> None:
    """Bound by a function or a statement, in text or in an f-string."""
    assert named(f"def bind(s, value):\n    s.execute({text})\n", "setting") == ["app.org"]


@pytest.mark.parametrize(
    "text", ['"SET LOCAL statement_timeout = 5"', '"SET search_path TO x"', '"UPDATE t SET a = 1"', '"reset app"']
)
def test_settings_of_the_server_are_none(text: str) -> None:
    """Only a variable with a dot is the application's."""
    assert named(f"def bind(s):\n    s.execute({text})\n", "setting") == []


@pytest.mark.parametrize(
    "parameter",
    [
        "ctx: Context = Depends(get_context)",
        "ctx: Annotated[RequestContext, Depends(get_context)]",
        "ctx: AuthenticatedEntity = Depends(Factory.get_auth_verifier(['read']))",
        "ctx=Depends(thing)",
    ],
)
def test_injected_principals(parameter: str) -> None:
    """A parameter that a framework fills in, and whose tenant is read."""
    assert named(f"def route({parameter}):\n    return ctx.org_id\n", "principal") == ["ctx"]


@pytest.mark.parametrize(
    "source",
    [
        "def route(session: AsyncSession = Depends(get_session)):\n    return session.execute(1)\n",
        "def route(api_key: str = Security(auth_header)):\n    return api_key\n",
        "def route(authorization: HTTPAuthorizationCredentials = Security(auth)):\n    return authorization.scheme\n",
        "def route(user):\n    return user.org_id\n",
        "def route(task):\n    return task.org_id\n",
    ],
)
def test_what_is_no_principal(source: str) -> None:
    """A session, a header, a row."""
    assert named(source, "principal") == []


def test_principals_by_use() -> None:
    """``request.state`` that middleware fills, and names that nobody gives to a row."""
    assert named("def f(request):\n    return request.state.org_id\n", "principal") == ["state"]
    assert named("def f(current_account):\n    return current_account.org_id\n", "principal") == ["current_account"]


def test_places_and_counts() -> None:
    """How often, and where first."""
    source = "def f(ctx):\n    return ctx.org_id\n\n\ndef g(ctx):\n    return ctx.org_id\n"
    (hint,) = hints(source)
    assert (hint.count, hint.place.span.line, hint.words) == (2, 2, "ctx.org_id is read")
