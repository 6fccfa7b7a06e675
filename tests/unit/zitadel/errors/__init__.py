"""One request for every error id that a request can reach (zitadel-scim.md 4.7)."""

from tests.unit.zitadel.errors.asking import Ask, Case, filtered, patched
from tests.unit.zitadel.errors.bulk import BULK
from tests.unit.zitadel.errors.common import COMMON
from tests.unit.zitadel.errors.lists import LISTS
from tests.unit.zitadel.errors.never import NEVER_ANSWERED
from tests.unit.zitadel.errors.patches import PATCHES
from tests.unit.zitadel.errors.users import USERS

CASES = (*COMMON, *USERS, *LISTS, *PATCHES, *BULK)

__all__ = ["CASES", "NEVER_ANSWERED", "Ask", "Case", "filtered", "patched"]
