"""Read answers as strictly as scim2-models does: every object against the model it claims to be."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import ValidationError

from simulator.scim import urns

_NOT_AN_ERROR = "_validate_resource_requirements"
"""The other thing that the response of an operation may be; here it is an error, or absent."""
_ELEMENT = "Resources.*."
_VALUES = re.compile(r"(Invalid URI|a valid email address): .*", re.DOTALL)


@dataclass(frozen=True, slots=True, order=True)
class Objection:
    """What the reader does not accept; ``where`` has no indexes, ``problem`` no values.

    What is wrong with an element of a list is told as if it stood alone.
    """

    model: str
    where: str
    problem: str


def objections(body: bytes, method: str = "GET") -> set[Objection]:
    """Return everything the strict reader refuses in the body of a 2xx answer."""
    from scim2_models import Context, ListResponse  # large, and every worker reads every test

    found: dict[str, Any] = json.loads(body)
    claimed: str = found["schemas"][0]
    name = claimed.rpartition(":")[2]
    contexts = {
        "POST": Context.RESOURCE_CREATION_RESPONSE,
        "PUT": Context.RESOURCE_REPLACEMENT_RESPONSE,
    }
    context = contexts.get(method, Context.RESOURCE_QUERY_RESPONSE)
    if claimed == urns.LIST_RESPONSE:
        (kind,) = {each["schemas"][0] for each in found["Resources"]} or {urns.USER}
        name = kind.rpartition(":")[2]
        model, context = ListResponse[_models()[kind]], Context.RESOURCE_QUERY_RESPONSE
    else:
        model = _models()[claimed]
        context = Context.BULK_RESPONSE if claimed == urns.BULK_RESPONSE else context
    try:
        model.model_validate(found, scim_ctx=context)
    except ValidationError as error:
        return {
            Objection(name, _where(each["loc"]), _VALUES.sub(r"\1", each["msg"]))
            for each in error.errors()
            if not any(_NOT_AN_ERROR in str(part) for part in each["loc"])
        }
    return set()


@cache
def _models() -> dict[str, Any]:
    from scim2_models import (
        BulkResponse,
        EnterpriseUser,
        ResourceType,
        Schema,
        ServiceProviderConfig,
        User,
    )

    return {
        urns.USER: User[EnterpriseUser],
        urns.RESOURCE_TYPE: ResourceType,
        urns.SCHEMA: Schema,
        urns.SERVICE_PROVIDER_CONFIG: ServiceProviderConfig,
        urns.BULK_RESPONSE: BulkResponse[User],
    }


def _where(place: Iterable[str | int]) -> str:
    parts = ("*" if isinstance(part, int) else part for part in place)
    shown = ".".join(part for part in parts if "[" not in part and "(" not in part)
    return shown.removeprefix(_ELEMENT)


__all__ = ["Objection", "objections"]
