"""The expression language: values, errors, and what is a gap."""

import pytest

from simulator.errors import UsageError
from simulator.events import JSON
from simulator.okta.attributes import USER_ATTRIBUTES
from simulator.okta.expressions import ExpressionError, Scope, compile_expression, evaluate
from simulator.okta.refusals import Gap

SCOPE = Scope(
    user={"login": "ida@x.example", "firstName": "Ida", "city": "Sao Paulo", "title": ""},
    user_attributes=frozenset(USER_ATTRIBUTES),
    user_id="00u1",
    status="ACTIVE",
    org=lambda: {"name": "Lab", "subdomain": "lab"},
    groups=lambda: [("00g1", "Everyone"), ("00g2", "Field Sales")],
)


@pytest.mark.source("okta-provisioning.md 8.2")
@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        pytest.param("user.firstName", "Ida", id="attribute"),
        pytest.param("source.firstName", "Ida", id="source-attribute"),
        pytest.param("user.lastName", None, id="never-set"),
        pytest.param("'a' + \"b\"", "ab", id="concatenation"),
        pytest.param("user.firstName + ' ' + user.lastName", "Ida ", id="null-is-empty"),
        pytest.param("1 + 2", 3, id="numbers-add"),
        pytest.param("user.lastName != null ? 'y' : 'n'", "n", id="condition"),
        pytest.param("user.lastName ?: 'none'", "none", id="elvis-null"),
        pytest.param("user.title ?: 'none'", "none", id="elvis-empty"),
        pytest.param("user.firstName ?: 'none'", "Ida", id="elvis-present"),
        pytest.param(
            "(user.firstName != null && user.firstName != '') ? 'work' : ''", "work", id="default"
        ),
        pytest.param("user.city == 'x' OR !(1 > 2) ? 1 : 0", 1, id="or-not"),
        pytest.param("user.city == 'x' AND true ? 1 : 0", 0, id="and"),
        pytest.param("3 >= 3 and 2 <= 3 and 1 < 2 ? 'ok' : 'no'", "ok", id="comparisons"),
        pytest.param("user.login matches '.*@x[.]example'", True, id="matches"),
        pytest.param("{1,2,3}[1]", 2, id="list-index"),
        pytest.param("1 < 2 ? Convert.toInt('7') : 0", 7, id="converting-in-a-branch"),
        pytest.param("-1 + 3", 2, id="minus"),
        pytest.param("user.getInternalProperty('id')", "00u1", id="internal-id"),
        pytest.param('user.getInternalProperty("status")', "ACTIVE", id="internal-status"),
        pytest.param("org.subDomain", "lab", id="org"),
        pytest.param("String.substringBefore(user.login, '@')", "ida", id="before"),
        pytest.param("substringAfter(user.login, '@')", "x.example", id="old-name"),
        pytest.param("String.substring(user.firstName, 0, 2)", "Id", id="substring"),
        pytest.param("String.toUpperCase(user.lastName)", "", id="string-of-null"),
        pytest.param("String.join(',', 'a', user.lastName, 'b')", "a,b", id="join"),
        pytest.param("String.removeSpaces(user.city)", "SaoPaulo", id="remove-spaces"),
        pytest.param("String.replaceFirst('aa', 'a', 'b')", "ba", id="replace-first"),
        pytest.param("String.stringContains(user.city, 'Pau')", True, id="contains"),
        pytest.param(
            "String.stringSwitch(user.city, 'other', 'Rio', 'r', 'Sao', 's')", "s", id="switch"
        ),
        pytest.param("String.len(user.firstName)", 3, id="len"),
        pytest.param("Arrays.toCsvString(Arrays.add({'a'}, 'b'))", "a,b", id="arrays"),
        pytest.param("Arrays.size(user.lastName)", 0, id="size-of-null"),
        pytest.param("Arrays.isEmpty(user.lastName)", True, id="empty-null"),
        pytest.param("Arrays.flatten({1, {2, 3}})", [1, 2, 3], id="flatten"),
        pytest.param("Arrays.contains({1,2}, 2)", True, id="array-contains"),
        pytest.param("Convert.toInt(123.6)", 124, id="to-int-up"),
        pytest.param("Convert.toInt('123.4')", 123, id="to-int-down"),
        pytest.param("Convert.toNum('1.5')", 1.5, id="to-num"),
        pytest.param("isMemberOfGroupName('Field Sales')", True, id="group-name"),
        pytest.param("isMemberOfAnyGroup('00g9', '00g2')", True, id="any-group"),
        pytest.param("isMemberOfGroupNameStartsWith('Fie') ? 'x' : 'y'", "x", id="group-start"),
        pytest.param("hasDirectoryUser() ? 'x' : 'y'", "y", id="no-directory"),
        pytest.param(
            "hasDirectoryUser() ? findDirectoryUser().managerUpn : 'none'",
            "none",
            id="nobody-in-the-directory",
        ),
    ],
)
def test_values(source: str, wanted: JSON) -> None:
    """Each construct gives the value the documentation promises."""
    assert evaluate(source, SCOPE) == wanted


@pytest.mark.source("okta-provisioning.md 8.2")
@pytest.mark.parametrize(
    "source",
    [
        pytest.param("user.shoeSize", id="unknown-attribute"),
        pytest.param("appuser.shoeSize", id="unknown-app-attribute"),
        pytest.param("other_app_1.title", id="another-app"),
        pytest.param("app.shoeSize", id="unknown-fact-of-the-app"),
        pytest.param("{1}[4]", id="no-element"),
        pytest.param("'x' ? 1 : 2", id="no-condition"),
        pytest.param("Convert.toNum('x')", id="no-number"),
        pytest.param("'a' < 1 ? 1 : 2", id="no-order"),
        pytest.param("user.login matches '('", id="no-pattern"),
        pytest.param("user.getInternalProperty('mood')", id="unknown-internal"),
        pytest.param("String.substring('abc', 2, 1)", id="backwards"),
    ],
)
def test_some_expressions_have_no_value(source: str) -> None:
    """A reference to nothing or a value of the wrong kind fails for this person."""
    with pytest.raises(ExpressionError):
        evaluate(source, SCOPE)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        pytest.param("user.", "name is missing", id="nothing-after-dot"),
        pytest.param("String.shout('x')", "no function String.shout", id="no-function"),
        pytest.param("String.len()", "takes 1 argument", id="too-few"),
        pytest.param("'a' 'b'", "not expected", id="two-values"),
        pytest.param("('a'", "\\) is missing", id="open"),
        pytest.param("", "a value is missing", id="empty"),
        pytest.param("banana", "banana is unknown", id="bare-name"),
        pytest.param("'ab", "position 1: the text is not closed", id="open-text"),
        pytest.param("1 + org.nope", "position 5: org.nope is unknown", id="unknown-fact"),
        pytest.param(
            "Convert.toInt('1') == 1 ? 'a' : 'b'",
            "no Convert.toInt in a condition",
            id="converting-in-a-condition",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_when_saved(source: str, text: str) -> None:
    """The message says where and what."""
    with pytest.raises(UsageError, match=text):
        compile_expression(source)


@pytest.mark.parametrize(
    ("source", "gap"),
    [
        pytest.param("Time.now()", "okta-expression-time", id="time"),
        pytest.param("Iso3166Convert.toAlpha2('Brazil')", "okta-expression-countries", id="iso"),
        pytest.param("Groups.startsWith('OKTA', 'x', 10)", "okta-expression-groups", id="groups"),
        pytest.param("getManagerUser('okta')", "okta-expression-directory", id="manager"),
    ],
)
def test_what_is_not_built_names_its_gap(source: str, gap: str) -> None:
    """A function of the product that is missing here is refused, never evaluated wrongly."""
    with pytest.raises(Gap) as refused:
        compile_expression(source)

    assert refused.value.gap == gap


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("(" * 3000 + "1" + ")" * 3000, id="brackets"),
        pytest.param("!" * 5000 + "true", id="not"),
        pytest.param("{" * 3000 + "}" * 3000, id="lists"),
    ],
)
def test_what_stands_too_deep_is_refused_shortly(source: str) -> None:
    """An expression made to break its reader is a mistake like any other, told in one line."""
    with pytest.raises(UsageError, match="too much stands inside each other") as refused:
        compile_expression(source)

    assert len(str(refused.value)) < 400


@pytest.mark.source("okta-provisioning.md 8.2: a failing expression")
def test_a_sum_that_never_ends_has_no_value() -> None:
    """The attribute gets no value; the job goes on."""
    with pytest.raises(ExpressionError, match="too long"):
        evaluate("'a'" + "+'a'" * 5000, SCOPE)
