"""What directories really send, read: users, groups, paths, filters and the operations of a PATCH."""

from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.access.rights import Grant, Role
from service.access.scim import group, user
from service.access.scim.change import whole
from service.access.scim.group import Policy, Told, grant_of, group_of
from service.access.scim.name import PATCH, TRYGG, filter_of
from service.access.scim.patch import operations
from service.access.scim.user import User, user_of
from service.access.scim.wrong import ScimError

ANNA = User(login="anna@example.se", name="Anna Berg", external_id="e-1", persons=(("as", "anna"),))
POLICY = Policy(roles=frozenset(Role) - {Role.OPERATOR}, offices=["as", "fjellvik"])


def _patch(*changes: dict[str, Any]) -> dict[str, Any]:
    return {"schemas": [PATCH], "Operations": list(changes)}


def _patched(*changes: dict[str, Any]) -> User:
    return user.patched(ANNA, operations(_patch(*changes)))


@pytest.mark.parametrize(
    "change",
    [
        {"op": "Replace", "path": "active", "value": "False"},
        {"op": "replace", "path": "active", "value": False},
        {"op": "Replace", "value": {"active": False}},
        {"op": "Replace", "value": {"active": "False"}},
        {"op": "Add", "path": "active", "value": [{"value": "False"}]},
        {"op": "replace", "path": "urn:ietf:params:scim:schemas:core:2.0:User:active", "value": "false"},
        {"op": "REPLACE", "path": "Active", "value": False},
        {"op": "replace", "value": {"id": "a-1", "active": False}},
    ],
)
def test_every_way_of_switching_somebody_off_is_understood(change: dict[str, Any]) -> None:
    """Entra ID's word, its plain value, Okta's object without a path: she is out in all of them."""
    assert not _patched(change).active


@pytest.mark.parametrize("value", ["", "no", 0, None, [], {}, [{"value": "perhaps"}], [True, False]])
def test_what_cannot_be_told_switches_nobody_off_or_on_silently(value: Any) -> None:
    """The directory is told, so that nobody who has left stays in by mistake."""
    with pytest.raises(ScimError):
        _patched({"op": "replace", "path": "active", "value": value})
    with pytest.raises(ScimError):
        _patched({"op": "remove", "path": "active"})


def test_a_patch_of_entra_with_much_that_is_not_kept() -> None:
    """Addresses, titles and managers change nothing; what is kept is taken from among them."""
    changed = _patched(
        {"op": "Add", "path": 'emails[type eq "work"].value', "value": "anna@example.se"},
        {
            "op": "Replace",
            "path": "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
            "value": "X",
        },
        {"op": "Add", "path": "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager", "value": {"a": 1}},
        {"op": "Replace", "path": 'addresses[type eq "work" and primary eq true].locality', "value": "Fjällvik"},
        {"op": "Replace", "path": "userName", "value": "Anna.Lind@example.se"},
        {"op": "Replace", "value": {"displayName": "Anna Lind", "name.givenName": "Anna", "title": "Manager"}},
        {"op": "Add", "value": {"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"department": "Y"}}},
    )
    assert changed == User(login="anna.lind@example.se", name="Anna Lind", external_id="e-1", persons=(("as", "anna"),))


def test_a_name_follows_from_its_parts_where_nobody_says_the_whole() -> None:
    """The display name comes first, then the formatted one, then given and family name, then the login."""
    assert user_of({"userName": "bo", "name": {"givenName": "Bo", "familyName": "Ek"}}).name == "Bo Ek"
    assert user_of({"userName": "bo", "name": {"formatted": "Bo E."}, "displayName": "Bosse"}).name == "Bosse"
    assert user_of({"userName": "bo", "name": {"givenName": "Bo"}}).name == "bo"
    parts = [{"op": "Replace", "path": f"name.{name}", "value": word} for name, word in _NAMES]
    assert _patched(*parts).name == "Anna Lind"
    assert _patched(parts[0]).name == "Anna Berg", "half a name is none"


_NAMES = (("givenName", "Anna"), ("familyName", "Lind"))


def test_who_she_is_in_the_plans_comes_in_an_own_extension() -> None:
    """As words or as a list, in a path, among the values, or with the whole user."""
    for change in (
        {"op": "replace", "path": f"{TRYGG}:persons", "value": "fjellvik/anna as/anna-b"},
        {"op": "add", "value": {f"{TRYGG}:persons": ["as/anna-b", "fjellvik/anna"]}},
        {"op": "add", "value": {TRYGG: {"persons": "as/anna-b fjellvik/anna"}}},
    ):
        assert _patched(change).persons == (("as", "anna-b"), ("fjellvik", "anna"))
    assert _patched({"op": "remove", "path": f"{TRYGG}:persons"}).persons == ()
    assert user_of({"userName": "bo", TRYGG: {"persons": "as/bo"}}).persons == (("as", "bo"),)
    for words in ("as", "as/bo as/ek", "As/bo", "../etc"):
        with pytest.raises(ScimError):
            _patched({"op": "replace", "path": f"{TRYGG}:persons", "value": words})


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {},
        {"userName": ""},
        {"userName": 7},
        {"userName": "a b"},
        {"userName": "x" * 65},
        {"userName": "bo\0"},
        {"userName": "bo", "displayName": "x" * 201},
        {"userName": "bo", "displayName": "B\u202eo"},
        {"userName": "bo", "externalId": ["x"]},
        {"userName": "bo", "active": "yes"},
        {"userName": "bo", "name": "Bo"},
    ],
)
def test_a_user_that_cannot_be_kept_is_refused_in_words(body: Any) -> None:
    """With the status that a directory shows to its administrator."""
    with pytest.raises(ScimError) as refused:
        user_of(body)
    assert refused.value.status == 400


def test_a_user_put_in_place_without_a_word_of_it_stays_switched_off() -> None:
    """Nobody who has left is let in by a directory that leaves `active` out; said, however it is written, it counts."""
    left = replace(ANNA, active=False)
    body: dict[str, Any] = {"userName": ANNA.login, "displayName": "Anna Lind"}
    assert whole(body)(left) == User(login=ANNA.login, name="Anna Lind", active=False, persons=ANNA.persons)
    assert whole(body)(ANNA).active
    assert whole({**body, "Active": "True"})(left).active
    assert not whole({**body, "active": False})(ANNA).active
    assert user_of(body).active, "whoever is made new is there"
    with pytest.raises(ScimError):
        whole([])


@pytest.mark.parametrize(
    ("change", "left"),
    [
        ({"op": "Add", "path": "members", "value": [{"value": "a-3"}]}, {"a-1", "a-2", "a-3"}),
        ({"op": "Remove", "path": "members", "value": [{"value": "a-2"}]}, {"a-1"}),
        ({"op": "remove", "path": 'members[value eq "a-1"]'}, {"a-2"}),
        ({"op": "replace", "path": "members", "value": [{"value": "a-9", "display": "x"}]}, {"a-9"}),
        ({"op": "remove", "path": "members"}, set()),
        ({"op": "replace", "value": {"members": [{"value": "a-1"}]}}, {"a-1"}),
        ({"op": "replace", "path": "description", "value": "x"}, {"a-1", "a-2"}),
    ],
)
def test_members_come_and_go_as_either_directory_writes_it(change: dict[str, Any], left: set[str]) -> None:
    """Entra ID names in the value who goes; Okta and the standard name her in the path."""
    before = Told(name="trygg:lead@as", members=frozenset({"a-1", "a-2"}))
    assert group.patched(before, operations(_patch(change))).members == left


@pytest.mark.parametrize(
    "change",
    [
        {"op": "remove", "path": 'members[display eq "x" or value eq "y"]'},
        {"op": "add", "path": 'members[value eq "a-1"]', "value": {}},
        {"op": "add", "path": "members", "value": [{"display": "Bo"}]},
        {"op": "add", "path": "members", "value": [{"value": "å"}]},
        {"op": "move", "path": "members"},
        {"op": "remove"},
        {"op": "add", "path": "members[", "value": 1},
        {"op": "replace", "path": ["members"], "value": 1},
        {"op": "replace", "value": "members"},
        {"op": "replace", "path": "x" * 600, "value": "members"},
    ],
)
def test_an_operation_that_cannot_be_read_changes_nothing(change: dict[str, Any]) -> None:
    """It is refused whole: never half of a request."""
    with pytest.raises(ScimError):
        group.patched(Told(name="trygg:lead@as", members=frozenset({"a-1"})), operations(_patch(change)))


def test_a_group_gives_what_its_name_says_and_nothing_else_does() -> None:
    """A role, in one office or in all; hyphens and capitals are forgiven."""
    assert grant_of("trygg:responder@as", POLICY) == Grant(role=Role.RESPONDER, office="as")
    assert grant_of("Trygg:Safety-Representative@fjellvik", POLICY).role is Role.SAFETY_REPRESENTATIVE
    assert grant_of("trygg:security", POLICY) == Grant(role=Role.SECURITY, office=None)
    for name in ("Staff", "trygg:", "trygg:@as", "trygg:lead@", "trygg:lead@nowhere", "trygg:emperor@as"):
        with pytest.raises(ScimError):
            grant_of(name, POLICY)


def test_a_word_that_was_perhaps_mistyped_is_told() -> None:
    """Whoever set up the directory reads it in its log."""
    for name, meant in (("trygg:responer@as", "responder"), ("trygg:lead@fjelvik", "fjellvik")):
        with pytest.raises(ScimError, match=f"did you mean '{meant}'"):
            grant_of(name, POLICY)


def test_a_directory_gives_no_power_over_everything_unless_that_was_allowed() -> None:
    """No operator, nobody who looks after the people of all offices, and never its own role."""
    for name in ("trygg:operator", "trygg:operator@as", "trygg:office-administrator", "trygg:directory"):
        with pytest.raises(ScimError) as refused:
            grant_of(name, POLICY)
        assert refused.value.status == 403
    trusting = Policy(roles=frozenset(Role), offices=["as"])
    assert grant_of("trygg:operator", trusting).role is Role.OPERATOR
    assert grant_of("trygg:office-administrator", trusting).office is None
    with pytest.raises(ScimError):
        grant_of("trygg:directory", trusting)


def test_filters_of_one_kind_are_known() -> None:
    """`eq` with a quoted text, as directories ask before they make anybody; the rest is told."""
    assert filter_of('userName eq "anna@example.se"') == ("username", "anna@example.se")
    assert filter_of('externalId EQ "a\\"b"') == ("externalid", 'a"b')
    assert filter_of("active eq True") == ("active", True)
    for text in ("", "userName", 'userName co "a"', 'a eq "b" and c eq "d"', 'a eq "b', 'a eq "\\q"', "x" * 9999):
        with pytest.raises(ScimError):
            filter_of(text)


_json: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
_words = st.sampled_from(["active", "userName", "members", "displayName", "name", "externalId", f"{TRYGG}:persons", ""])
_operation = st.fixed_dictionaries(
    {"op": st.sampled_from(["Add", "replace", "Remove", "x"])},
    optional={"path": _words | st.text(max_size=12), "value": _json | st.dictionaries(_words, _json, max_size=3)},
)


@given(st.lists(_operation, max_size=4), _json)
def test_whatever_is_sent_is_taken_or_refused(changes: list[dict[str, Any]], body: Any) -> None:
    """Nothing makes the reader fail in another way; whoever comes out has a login and a name."""
    with suppress(ScimError):
        assert _patched(*changes).name
    with suppress(ScimError):
        assert user_of(body).login
    with suppress(ScimError):
        assert group.patched(Told(name="trygg:lead@as"), operations(_patch(*changes))).name
    with suppress(ScimError):
        assert group_of(body).name
